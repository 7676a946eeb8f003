import type { Client } from 'pg';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import { openControl, type ControlWorld, type HarnessOptions, type Member } from './harness.js';

/** Two tenants, and one of each kind who may try something. */
export interface Cast {
  readonly world: ControlWorld;
  readonly acme: string;
  readonly globex: string;
  readonly ua: Member;
  readonly ua2: Member;
  readonly aa: Member;
  readonly aa2: Member;
  readonly ub: Member;
  readonly ab: Member;
  /** One person, in both tenants. */
  readonly pa: Member;
  readonly pb: Member;
  readonly suspended: Member;
  readonly expired: Member;
  readonly invited: string;
  readonly app: Member;
  readonly sessions: Readonly<Record<Who, Client>>;
}

export type Who = 'ua' | 'aa' | 'ub' | 'pa' | 'half' | 'suspended' | 'expired' | 'unknown' | 'hooks' | 'rotation' | 'app' | 'owner';

/** What must come of an attempt: an SQLSTATE, no row at all, or one row of nulls. */
export type Outcome = `${number}${string}` | 'P0002' | 'no row' | 'null';

export type Attack = readonly [who: Who, what: string, sql: string, expected: Outcome | readonly Outcome[]];

/** `mutate`: SQL of the superuser, that breaks something before anybody is shut out. */
export async function makeCast({ mutate = 'select', ...options }: HarnessOptions & { readonly mutate?: string } = {}): Promise<Cast> {
  const world = await openControl(options);
  const [acme, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
  const person = 'person-in-both';
  const [ua, ua2, aa, aa2] = [await world.addMember(acme, 'users'), await world.addMember(acme, 'users'), await world.addMember(acme, 'admins'), await world.addMember(acme, 'admins')];
  const [ub, ab] = [await world.addMember(globex, 'users'), await world.addMember(globex, 'admins')];
  const [pa, pb] = [await world.addMember(acme, 'users', { sub: person, email: 'p@x.test' }), await world.addMember(globex, 'users', { sub: person, email: 'p@x.test' })];
  const [suspended, expired, app] = [await world.addMember(acme, 'admins'), await world.addMember(acme, 'admins'), await world.addMember(null, 'application_admins')];
  const [row] = await world.asOwner<{ id: string }>(`insert into cognition.users (email, tenant_id) select 'invited@x.test', t.id from cognition.tenants t where t.name = $1 returning id`, [acme]);
  const unknownName = `unknown_${world.run}`;
  await world.super.query(`create role ${unknownName} login password 'unknown'; grant connect on database ${world.database} to ${unknownName}`);
  const unknown = await world.login(unknownName, 'unknown');
  // Its row and its membership do not say the same.
  const half = await world.addMember(acme, 'users');
  await world.asOwner(`do $$ begin revoke ${acme}_users from ${half.id}; execute 'grant ${globex}_users to ${half.id}' || cognition.with_inherit(); end $$`);
  await world.super.query(mutate);
  // Sessions that stay open are the harder case: these two may not be ended.
  await world.super.query(`alter function cognition.end_sessions(text) rename to end_sessions_; create function cognition.end_sessions(login text) returns void language sql as 'select'; alter function cognition.end_sessions(text) owner to cognition_owner`);
  await world.asOwner(`update cognition.users set status = 'suspended' where id = $1`, [suspended.id]);
  await world.asOwner(`update cognition.users set expires_at = clock_timestamp() + interval '0.05 seconds' where id = $1`, [expired.id]);
  await world.asOwner('select pg_sleep(0.06)');
  await world.asOwner('select cognition.expire_users()');
  await world.super.query('drop function cognition.end_sessions(text); alter function cognition.end_sessions_(text) rename to end_sessions');
  const sessions = {
    ua: ua.session, aa: aa.session, ub: ub.session, pa: pa.session, suspended: suspended.session, expired: expired.session, unknown, app: app.session, half: half.session, owner: world.master,
    hooks: await world.hooks(), rotation: await world.rotation(),
  };
  return { world, acme, globex, ua, ua2, aa, aa2, ub, ab, pa, pb, suspended, expired, invited: row?.id ?? '', app, sessions };
}

/** What comes of it, as an {@link Outcome} or in words; undone afterwards. */
export async function attempt(client: Client, sql: string): Promise<string> {
  try {
    await client.query('begin');
    const answer: unknown = await client.query(sql);
    const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { rows: readonly Record<string, unknown>[]; rowCount: number | null };
    if (last.rows.length > 0) return last.rows.every((row) => Object.values(row).every((value) => value === null)) ? 'null' : `gave ${JSON.stringify(last.rows[0])}`;
    return (last.rowCount ?? 0) > 0 ? `changed ${last.rowCount}` : last.rowCount === 0 ? 'no row' : 'done';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

/** The attempts that were not refused as they must be. */
export async function runAttacks(cast: Cast, attacks: readonly Attack[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const [who, what, sql, expected] of attacks) {
    const got = await attempt(cast.sessions[who], sql);
    if (![expected].flat().some((one) => one === got)) failures.push(`${who}: ${what}: ${got}, not ${[expected].flat().join(' or ')}`);
  }
  return failures;
}

export const verifier = scramVerifier('another');
