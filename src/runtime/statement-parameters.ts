import { CallError } from './errors.js';
import { invalidInput } from './refusals.js';
import { isRecord, valueAt } from './own.js';
import type { Prepared } from './statement.js';
import type { Field, Parameter } from './types.js';
import { encodeValue } from './values/encode-value.js';
import { ValueRefused } from './values/value-refused.js';

/**
 * Rows of a transaction's named steps, which come before arguments of the same name: undefined for a step that has not
 * run yet, null where it had none.
 */
export type StepRows = ReadonlyMap<string, Readonly<Record<string, unknown>> | null | undefined>;

/**
 * The value of a parameter.
 *
 * @throws CallError invalid_input, with the argument's path; not_found where an earlier step had no row
 */
export function parameterValue({ path, codec, nullable, default: usual, max }: Parameter, values: unknown, rows: StepRows): Field {
  const [root = '', ...rest] = path;
  const ofStep = rows.has(root);
  if (ofStep && rows.get(root) === undefined) return { isNull: true };
  const found = ofStep ? valueAt(rows.get(root), rest) : valueAt(values, path);
  const value = found === undefined || (found === null && !nullable) ? usual : found;
  const field = path.join('.');
  if (value === null) {
    if (nullable) return { isNull: true };
    throw ofStep ? new CallError('not_found') : invalidInput(`${field} is required.`, field);
  }
  if (max !== null && (Array.isArray(value) ? value.length : Number(value)) > max) throw invalidInput(`${field} is above ${max}.`, field);
  try {
    return encodeValue(codec, value);
  } catch (refused) {
    if (!(refused instanceof ValueRefused)) throw refused;
    const place = [field, ...refused.path].join('.');
    throw invalidInput(`${place} ${refused.reason}.`, place);
  }
}

/**
 * Rows to be written share their keys: which columns are written is said by parts, which the first row decides.
 *
 * @throws CallError invalid_input
 */
export function checkRowKeys({ parameters, known }: Prepared, parts: readonly unknown[], values: unknown): void {
  for (const { path, codec } of parameters) {
    const field = path.join('.');
    const rows = valueAt(values, path);
    const optional = known.filter((part) => part.startsWith(`${field}.`));
    const alike = (row: unknown): boolean => isRecord(row) && optional.every((part) => Object.hasOwn(row, part.slice(field.length + 1)) === parts.includes(part));
    if (codec.kind === 'list' && optional.length > 0 && Array.isArray(rows) && !rows.every(alike)) throw invalidInput(`The rows of ${field} do not all have the same fields.`, field);
  }
}
