import type { Field } from '../types.js';
import { unreadable, type FieldReader } from './field-member.js';

/**
 * Reads records into objects, `readers[n]` the nth field into `keys[n]`; null for a field that is passed over.
 * All rows start as copies of one object that has every key: they share one shape, and a key such as `__proto__` is a
 * property like any other.
 *
 * @throws TypeError (the function returned) for a record of another length
 */
export function rowBuilder(keys: readonly string[], readers: readonly (FieldReader | null)[]): (record: readonly Field[]) => Record<string, unknown> {
  const width = readers.length;
  // Assignment would set the prototype under that one name, JSON.parse makes a property of it.
  const blank = (keys.includes('__proto__') ? JSON.parse('{"__proto__":0}') : {}) as Record<string, unknown>;
  for (let n = 0; n < width; n++) if (readers[n] !== null) blank[keys[n] as string] = null;
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
