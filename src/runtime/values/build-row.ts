import type { Field } from '../types.js';
import { unreadable, type FieldReader } from './field-member.js';

/**
 * Reads records into objects, `readers[n]` the nth field into `keys[n]`; null for a field that is passed over.
 * All rows start as copies of one object that has every key: they share one shape, and a key such as `__proto__` is a
 * property like any other.
 *
 * @throws UnreadableValue (the function returned) for a record of another length
 */
export function rowBuilder(keys: readonly string[], readers: readonly (FieldReader | null)[]): (record: readonly Field[]) => Record<string, unknown> {
  const blank: Record<string, unknown> = {};
  const width = readers.length;
  for (let n = 0; n < width; n++) if (readers[n] !== null) addKey(blank, keys[n] as string);
  return (record) => {
    if (record.length !== width) unreadable();
    const row = { ...blank };
    for (let n = 0; n < width; n++) {
      const read = readers[n] as FieldReader | null;
      if (read !== null) row[keys[n] as string] = read(record[n] as Field);
    }
    return row;
  };
}

/** Assignment would set the prototype under that one name; defining is ten times slower. */
function addKey(blank: Record<string, unknown>, key: string): void {
  if (key === '__proto__') Object.defineProperty(blank, key, { value: null, writable: true, enumerable: true, configurable: true });
  else blank[key] = null;
}
