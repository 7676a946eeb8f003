import { CallError } from '../errors.js';
import { scanSql } from './scan.js';

/**
 * The name of a tenant, which is its schema's too, as it came; anything that cannot be one is refused.
 *
 * @throws CallError not_authorized
 */
export function checkTenant(name: unknown): string {
  // 56 characters and `_admins` make the 63 that PostgreSQL keeps of a role's name.
  if (typeof name === 'string' && /^[a-z][a-z0-9_]{0,55}$/.test(name)) return name;
  throw new CallError('not_authorized', 'You are not authorized to make this call.');
}

/**
 * A tenant's schema as SQL text: in double quotes, since a tenant may be called `order`.
 *
 * @throws CallError not_authorized for what is no tenant's name
 */
export function quoteSchema(name: unknown): string {
  return `"${checkTenant(name)}"`;
}

/**
 * SQL with the tenant's schema for each `{tenant}`; a literal or comment that looks like it stays.
 *
 * @param schema the tenant's name, unquoted; only looked at where the text has a `{tenant}`
 * @throws CallError not_authorized where a schema is needed and this is none
 */
export function withTenant(text: string, schema: unknown): string {
  let [made, at] = ['', 0];
  if (!text.includes('{tenant}')) return text;
  for (const { kind, start, end } of scanSql(text)) {
    if (kind !== 'tenant') continue;
    made += text.slice(at, start) + quoteSchema(schema);
    at = end;
  }
  return made + text.slice(at);
}
