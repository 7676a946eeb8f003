import { invalidInput, refusal } from './refusals.js';
import { isRecord, valueAt } from './own.js';
import { partsOf, type PreparedStatement } from './statement-book.js';
import type { Field, Parameter, SqlParameter } from './types.js';
import { encodeValue } from './values/encode-value.js';
import { ValueRefused } from './values/value-refused.js';

/** Where parameters find their values. */
export interface Given {
  readonly values: Readonly<Record<string, unknown>>;
  /** Rows of a transaction's earlier steps, which come before arguments of the same name; null where there was none. */
  readonly rows?: ReadonlyMap<string, Readonly<Record<string, unknown>> | null>;
  /** Steps that have not run yet: their values are not looked at. */
  readonly pending?: ReadonlySet<string>;
}

/**
 * Parameters that a text has places for, in the statement's order.
 *
 * @throws CallError invalid_input, with the argument's path; not_found where an earlier step had no row
 */
export function statementParameters({ parameters }: PreparedStatement, names: readonly string[], given: Given): readonly SqlParameter[] {
  return names.flatMap((name) => {
    const parameter = parameters.get(name);
    return parameter === undefined ? [] : [{ name, value: encode(parameter, given) }];
  });
}

/** Encodes a value, with a refusal that names the argument. */
export function encodeAs(codec: Parameter['codec'], value: unknown, field: string): Field {
  try {
    return encodeValue(codec, value);
  } catch (refused) {
    if (!(refused instanceof ValueRefused)) throw refused;
    const place = [field, ...refused.path].join('.');
    throw invalidInput(`${place} ${refused.reason}.`, place);
  }
}

function encode(parameter: Parameter, given: Given): Field {
  const { path, codec, nullable } = parameter;
  const root = path[0] ?? '';
  if (given.pending?.has(root) === true) return { isNull: true };
  const ofStep = given.rows?.has(root) === true;
  const found = ofStep ? valueAt(given.rows?.get(root), path.slice(1)) : valueAt(given.values, path);
  const value = found === undefined ? parameter.default : found;
  const field = path.join('.');
  if (value === null) {
    if (nullable) return { isNull: true };
    throw ofStep ? refusal('not_found') : invalidInput(`${field} is required.`, field);
  }
  checkMost(parameter, value, field);
  return encodeAs(codec, value, field);
}

function checkMost({ max }: Parameter, value: unknown, field: string): void {
  if (max === null) return;
  if (Array.isArray(value) && value.length > max) throw invalidInput(`${field} has more than ${max} entries.`, field);
  if (!Array.isArray(value) && !isRecord(value) && Number(value) > max) throw invalidInput(`${field} is above ${max}.`, field);
}

/**
 * Rows to be written share their keys: which columns are written is said by parts, which the first row decides.
 *
 * @throws CallError invalid_input
 */
export function checkRowKeys({ statement }: PreparedStatement, parts: readonly string[], values: Readonly<Record<string, unknown>>): void {
  for (const { path, codec } of statement.parameters) {
    if (codec.kind !== 'list' || codec.element.kind !== 'record') continue;
    const rows = valueAt(values, path);
    const prefix = `${path.join('.')}.`;
    const optional = partsOf({ statement }).filter((part) => part.startsWith(prefix));
    if (!Array.isArray(rows) || optional.length === 0) continue;
    const alike = rows.every((row) => isRecord(row) && optional.every((part) => Object.hasOwn(row, part.slice(prefix.length)) === parts.includes(part)));
    if (!alike) throw invalidInput(`The rows of ${path.join('.')} do not all have the same fields.`, path.join('.'));
  }
}
