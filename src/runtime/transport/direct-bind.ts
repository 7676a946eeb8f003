import { DatabaseFailure } from '../errors.js';
import { scanSql } from '../sql/scan.js';
import type { SqlParameter } from '../types.js';

/** SQL with `$n`, and the values in order. */
export interface BoundSql {
  readonly text: string;
  readonly values: readonly (string | Uint8Array | null)[];
}

const hinted: Readonly<Record<NonNullable<SqlParameter['typeHint']>, string>> = {
  DATE: 'date', DECIMAL: 'numeric', JSON: 'jsonb', TIME: 'time', TIMESTAMP: 'timestamp', UUID: 'uuid',
};

/**
 * Binds values as the Data API does: `:name` is `($n::text)` where its value is a string, and so on, one number for each
 * name; a null has no type. Parameters that the text does not have are left out.
 *
 * @throws DatabaseFailure internal for a name without a value, and for an array, which the Data API does not take either
 */
export function bindSql(sql: string, parameters: readonly SqlParameter[]): BoundSql {
  const given = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const places = new Map<string, string>();
  const values: BoundSql['values'][number][] = [];
  let [text, at] = ['', 0];
  for (const { kind, name, start, end } of scanSql(sql)) {
    if (kind !== 'parameter') continue;
    let place = places.get(name);
    if (place === undefined) {
      const { type, value } = bound(name, given.get(name));
      place = `($${values.push(value)}${type})`;
      places.set(name, place);
    }
    text += sql.slice(at, start) + place;
    at = end;
  }
  return { text: text + sql.slice(at), values };
}

function bound(name: string, parameter: SqlParameter | undefined): { type: string; value: string | Uint8Array | null } {
  const value = parameter?.value;
  if (value === undefined) throw new DatabaseFailure('internal', `:${name} has no value`);
  if ('isNull' in value) return { type: '', value: null };
  if ('stringValue' in value) return { type: `::${parameter?.typeHint === undefined ? 'text' : hinted[parameter.typeHint]}`, value: value.stringValue };
  if ('longValue' in value) return { type: '::int8', value: String(value.longValue) };
  if ('doubleValue' in value) return { type: '::float8', value: String(value.doubleValue) };
  if ('booleanValue' in value) return { type: '::bool', value: String(value.booleanValue) };
  if ('blobValue' in value) return { type: '::bytea', value: value.blobValue };
  throw new DatabaseFailure('internal', `:${name} is an array`);
}
