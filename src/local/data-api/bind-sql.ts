import { lexemes } from './lexemes.js';
import { ServiceError } from './service-error.js';
import type { BoundSql, BoundValue, NamedValue } from './types.js';

/**
 * Puts `$n` where `:name` stands: one number for each name, with the type that its value has, as the service binds them.
 * A number without a value (`a[1:2]`) is left to PostgreSQL. Values that the text does not use are ignored.
 *
 * @throws ServiceError ValidationException for a name without a value, or with other characters than A-Z, a-z, 0-9 and _
 */
export function bindSql(sql: string, parameters: readonly NamedValue[]): BoundSql {
  const given = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const numbers = new Map<string, number>();
  const values: BoundValue[] = [];
  let text = '';
  let at = 0;
  for (const { kind, text: name, start, end } of lexemes(sql)) {
    if (kind !== 'place') continue;
    const value = given.get(name);
    if (value === undefined && /^\d+$/.test(name)) continue;
    if (!/^\w+$/.test(name)) throw new ServiceError('ValidationException', `Named parameter syntax is invalid, input: ${name}`);
    if (value === undefined) throw new ServiceError('ValidationException', `Cannot find parameter: ${name}`);
    const number = numbers.get(name) ?? values.push(value);
    numbers.set(name, number);
    text += `${sql.slice(at, start)}$${number}`;
    at = end;
  }
  return { text: text + sql.slice(at), values };
}
