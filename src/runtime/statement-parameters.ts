import { CallError } from './errors.js';
import { valueAt } from './own.js';
import { invalidInput } from './refusals.js';
import type { Field, Parameter } from './types.js';
import { encodeValue } from './values/encode-value.js';
import { ValueRefused } from './values/value-refused.js';

/**
 * Rows of a transaction's named steps, which come before arguments of the same name: undefined for a step that has not
 * run yet, null where it had none.
 */
export type StepRows = ReadonlyMap<string, Readonly<Record<string, unknown>> | null | undefined>;

/**
 * The value of a parameter. Rows to be written share their keys where there are parts of them: these say which columns
 * are written, and the first row decides.
 *
 * @param parts that the statement has
 * @throws CallError invalid_input, with the argument's path; not_found where an earlier step had no row
 */
export function parameterValue({ path, codec, nullable, default: usual, max }: Parameter, values: unknown, rows: StepRows, parts: readonly string[]): Field {
  const [root = '', ...rest] = path;
  const ofStep = rows.has(root);
  if (ofStep && rows.get(root) === undefined) return { isNull: true };
  const found = ofStep ? valueAt(rows.get(root), rest) : valueAt(values, path);
  const value = found === undefined || (found === null && !nullable) ? usual : found;
  const field = path.join('.');
  try {
    if (value === null && ofStep && !nullable) throw new CallError('not_found');
    if (value === null && !nullable) throw new ValueRefused('is required');
    const encoded = encodeValue(codec, value);
    const list: readonly unknown[] | null = Array.isArray(value) ? value : null;
    if (max !== null && (list?.length ?? Number(value)) > max) throw new ValueRefused(`is above ${max}`);
    const keys = new Set(list?.map((row) => Object.keys(Object(row) as object).sort().join()));
    if (keys.size > 1 && parts.some((part) => part.startsWith(`${field}.`))) throw new ValueRefused('has rows of different fields');
    return encoded;
  } catch (refused) {
    if (!(refused instanceof ValueRefused)) throw refused;
    const place = [field, ...refused.path].join('.');
    throw invalidInput(`${place} ${refused.message}.`, place);
  }
}
