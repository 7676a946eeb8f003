import { expect } from 'vitest';
import type { MemberWorld } from './member-world.js';
import type { WorkerProcess } from './run-worker.js';

/** One way of using the worker, with a person or a tenant of its own each time. */
export interface Scenario {
  /** The event, and what must hold at the end. */
  prepare(): Promise<{ readonly event: unknown; readonly end: () => Promise<void> }>;
}

/**
 * Runs the worker with a kill before its first call of AWS, then before its second, and so on until it ends by itself;
 * after each kill once more to the end. A kill while a call is under way is one before the next call, or before this
 * one: between them the process changes nothing outside.
 *
 * @returns how often it was killed
 */
export async function interruptEverywhere(world: MemberWorld, worker: WorkerProcess, { prepare }: Scenario): Promise<number> {
  for (let kills = 0; ; kills++) {
    const { event, end } = await prepare();
    const killed = await worker.run(world, event, kills + 1);
    await nothingHalfActive(world);
    // What it had taken is due again, as it would be after a minute.
    await world.control.asOwner("update cognition.events set not_before = '-infinity'");
    if (killed) await world.worker()(event);
    await end();
    await allAgree(world);
    if (!killed) return kills;
  }
}

interface State {
  readonly active: readonly string[];
  readonly roles: readonly string[];
  readonly logins: readonly string[];
}

async function stateOf(world: MemberWorld): Promise<State> {
  const one = async (sql: string): Promise<readonly string[]> => (await world.control.super.query<{ it: string }>(sql)).rows.map(({ it }) => it).sort();
  return {
    active: await one("select id as it from cognition.users where status <> 'invited'"),
    roles: await one(`select rolname as it from pg_roles where rolname ~ '^[ul]_[0-9a-f]{32}$'`),
    logins: await one("select 'roles/' || coalesce(t.name || '.', '') || l.app_role as it from cognition.tenant_logins l left join cognition.tenants t on t.id = l.tenant_id where to_regrole(l.id) is not null"),
  };
}

/** Whoever is active has a secret, at any moment. */
async function nothingHalfActive(world: MemberWorld): Promise<void> {
  const { active, logins } = await stateOf(world);
  const wanted = [...(world.mode === 'user' ? active.map((id) => `users/${id}`) : []), ...logins];
  expect(world.secretNames()).toEqual(expect.arrayContaining(wanted));
}

/** Rows, roles and secrets are the same people's: none is left over, none is missing, no event is open. */
async function allAgree(world: MemberWorld): Promise<void> {
  const { active, roles, logins } = await stateOf(world);
  const secrets = (world.store.listSecrets({ IncludePlannedDeletion: true, MaxResults: 100 }).SecretList ?? []).map(({ Name = '' }) => Name);
  expect(secrets.filter((name) => !name.includes('/services/')).sort()).toEqual(world.secretNames().map((name) => `shop/local/${name}`).sort());
  expect(world.secretNames()).toEqual(world.mode === 'user' ? active.map((id) => `users/${id}`) : logins);
  expect(roles).toEqual(world.mode === 'user' ? active : world.secretNames().map((name) => world.login(name).username).sort());
  expect((await world.control.asOwner('select from cognition.events')).length).toBe(0);
}
