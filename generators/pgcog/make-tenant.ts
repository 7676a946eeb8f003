import { CommandRefusal } from '../../src/environment/refusal.js';
import { sqlFailure } from '../../src/postgres/failure.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import { createTenant, type NewTenant } from '../../src/tenancy/tenants/create-tenant.js';

const rule = 'a-z, 0-9 and _, from a letter, at most 56 characters, none that is reserved; the display name may be anything: pgcog tenant create acme "Acme"';
const longestDisplayName = 200;

/**
 * The form of a tenant's names, without the database: which names are reserved, it knows.
 *
 * @returns null where it is right
 */
export function tenantProblem({ name, displayName }: NewTenant): { readonly message: string; readonly hint: string } | null {
  if (!/^[a-z][a-z0-9_]{0,55}$/.test(name)) return { message: `a tenant cannot have this name: ${shown(name)}`, hint: rule };
  const length = [...displayName].length;
  return length > 0 && length <= longestDisplayName ? null : { message: `the display name of ${name} has ${length} characters`, hint: `1 to ${longestDisplayName} are possible` };
}

/**
 * Makes a tenant; the refusal of a name says which.
 *
 * @returns its id
 * @throws CommandRefusal PGC614 for a name that is taken, PGC615 for one that is not possible; what the session throws for the rest
 */
export async function makeTenant(session: SqlSession, tenant: NewTenant): Promise<string> {
  try {
    return await createTenant(session, tenant);
  } catch (error) {
    const message = sqlFailure(error)?.message ?? '';
    if (message.includes('a tenant cannot have this name')) throw new CommandRefusal('PGC615', `a tenant cannot have this name: ${tenant.name}`, rule);
    if (message.includes('this name is too long for the roles of a tenant')) throw new CommandRefusal('PGC615', `this name is too long for the roles of a tenant: ${tenant.name}`, 'name and role have 62 characters together at most');
    if (message.includes('this name is taken')) throw new CommandRefusal('PGC614', `this name is taken: ${tenant.name}`, 'take another name');
    throw error;
  }
}

const shown = (name: string): string => (name.length > 80 ? `${name.slice(0, 80)}...` : name);
