import { asOwner } from '../../environment/as-owner.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { createTenant } from '../../tenancy/tenants/create-tenant.js';
import { listTenants } from '../../tenancy/tenants/list-tenants.js';
import { madeBefore, noteTenant } from '../database/dev-state.js';
import { sampleTenants, type Person } from './sample-people.js';

/**
 * Makes the sample tenants that were never made here. One that was dropped since stays dropped.
 *
 * @returns names of those that were made
 * @throws what `pg` throws
 */
export async function makeTenants(session: SqlSession, signal: AbortSignal): Promise<readonly string[]> {
  const { tenants: before } = await madeBefore(session);
  const there = await asOwner(session, signal, () => listTenants(session));
  const made: string[] = [];
  for (const tenant of sampleTenants) {
    const isThere = there.some(({ name }) => name === tenant.name);
    if (isThere || before.includes(tenant.name)) continue;
    await asOwner(session, signal, async () => {
      await createTenant(session, tenant);
      await session.query("select pg_catalog.set_config('role', 'none', true)");
      await noteTenant(session, tenant.name, false);
    });
    made.push(tenant.name);
  }
  return made;
}

/** Sample people who were never made here, of tenants that are there. */
export async function missingPeople(session: SqlSession, signal: AbortSignal, people: readonly Person[]): Promise<readonly Person[]> {
  const { people: before } = await madeBefore(session);
  if (people.every(({ email }) => before.includes(email))) return [];
  const there = new Set((await asOwner(session, signal, () => listTenants(session))).map(({ name }) => name));
  return people.filter(({ email, tenant }) => !before.includes(email) && (tenant === null || there.has(tenant)));
}
