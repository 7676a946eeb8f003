import { ServiceError } from './service-error.js';
import type { BoundValue } from './types.js';

interface Hint {
  readonly oid: number;
  readonly form: RegExp;
}

const date = '\\d{4}-\\d{2}-\\d{2}';
const time = '\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,6})?';

/** `SqlParameter$typeHint`, with the forms that its documentation names. */
const hints: ReadonlyMap<unknown, Hint> = new Map<string, Hint>([
  ['DATE', { oid: 1082, form: new RegExp(`^${date}$`) }],
  ['TIME', { oid: 1083, form: new RegExp(`^${time}$`) }],
  ['TIMESTAMP', { oid: 1114, form: new RegExp(`^${date} ${time}$`) }],
  ['DECIMAL', { oid: 1700, form: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/ }],
  ['UUID', { oid: 2950, form: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i }],
  ['JSON', { oid: 3802, form: /^/ }],
]);

/**
 * Text under a type hint.
 *
 * @throws ServiceError ValidationException: no such hint, or text of another form
 */
export function readHint(hint: unknown, text: string, name: string): BoundValue {
  const found = hints.get(hint);
  if (found === undefined) {
    throw new ServiceError('ValidationException', `Value '${String(hint)}' at 'typeHint' failed to satisfy constraint: Member must satisfy enum value set: [${[...hints.keys()].join(', ')}]`);
  }
  if (!found.form.test(text) || (hint === 'JSON' && !isJson(text))) {
    throw new ServiceError('ValidationException', `Value of parameter ${name} does not have the form of its typeHint ${String(hint)}`);
  }
  return { oid: found.oid, value: text };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
