import { CallError } from '../errors.js';

/**
 * The name of a tenant, which is its schema's too, as it came; anything that cannot be one is refused.
 *
 * @throws CallError not_authorized
 */
export function checkTenant(name: unknown): string {
  // 56 characters and `_admins` make the 63 that PostgreSQL keeps of a role's name.
  if (typeof name === 'string' && /^[a-z][a-z0-9_]{0,55}$/.test(name)) return name;
  throw new CallError('not_authorized');
}

/**
 * A tenant's schema as SQL text: in double quotes, since a tenant may be called `order`.
 *
 * @throws CallError not_authorized for what is no tenant's name
 */
export const quoteSchema = (name: unknown): string => `"${checkTenant(name)}"`;
