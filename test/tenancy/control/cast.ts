import type { Client } from 'pg';
import { openControl, type ControlWorld, type HarnessOptions, type Member } from './harness.js';

/** Tenants, and one of each kind who may try something. */
export interface Cast {
  readonly world: ControlWorld;
  readonly acme: string;
  readonly globex: string;
  /** Called like a role of acme, like acme with a letter more, and like the ending of a role. */
  readonly confusing: { readonly role: string; readonly longer: string; readonly ending: string };
  readonly ua: Member;
  readonly ua2: Member;
  readonly aa: Member;
  readonly aa2: Member;
  readonly ub: Member;
  readonly ab: Member;
  /** One person, in both tenants. */
  readonly pa: Member;
  readonly pb: Member;
  /** Of acme, without a membership that goes with the row. */
  readonly half: Member;
  readonly suspended: Member;
  readonly expired: Member;
  readonly invited: string;
  readonly app: Member;
  /** Admins of the confusing tenants. */
  readonly cr: Member;
  readonly cl: Member;
  readonly ce: Member;
  readonly sessions: Readonly<Record<Who, Client>>;
  /** Who has a row to enter as. */
  readonly entering: Readonly<Partial<Record<Who, Member>>>;
}

const entering = ['ua', 'aa', 'ub', 'pa', 'half', 'suspended', 'expired', 'app', 'cr', 'cl', 'ce'] as const;

/** `... login`: the session of a member's login, with nothing said before; in mode `role` it has entered as nobody. */
export type Who = (typeof entering)[number] | 'ua login' | 'aa login' | 'app login' | 'unknown' | 'hooks' | 'worker' | 'rotation' | 'owner';

type Parts = Omit<Cast, 'sessions' | 'entering' | 'invited' | 'half'>;

export interface CastOptions extends HarnessOptions {
  /** SQL of the superuser, that breaks something before anybody is shut out. */
  readonly mutate?: string;
  /** False, for who has no use for them: no confusing tenants; globex and its admin stand where theirs would. */
  readonly confusing?: boolean;
}

export async function makeCast({ mutate = 'select', confusing = true, ...options }: CastOptions = {}): Promise<Cast> {
  const world = await openControl(options);
  const parts = await makePeople(world, confusing);
  const [row] = await world.asOwner<{ id: string }>(`insert into cognition.users (email, tenant_id) select 'invited@x.test', t.id from cognition.tenants t where t.name = $1 returning id`, [parts.acme]);
  const unknown = await makeUnknown(world);
  const half = await makeHalf(parts);
  await world.super.query(mutate);
  await shutOut(parts);
  const cast = { ...parts, half, invited: row?.id ?? '' };
  const own = Object.fromEntries(entering.map((who) => [who, cast[who].session])) as Record<(typeof entering)[number], Client>;
  const sessions = {
    ...own, 'ua login': cast.ua.session, 'aa login': cast.aa.session, 'app login': cast.app.session,
    unknown, owner: world.master, hooks: await world.hooks(), worker: await world.worker(), rotation: await world.rotation(),
  };
  return { ...cast, sessions, entering: Object.fromEntries(entering.map((who) => [who, cast[who]])) };
}

async function makePeople(world: ControlWorld, confusingToo: boolean): Promise<Parts> {
  const [acme, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
  const member = (tenant: string | null, role: string): Promise<Member> => world.addMember(tenant, role);
  const person = { sub: 'person-in-both', email: 'p@x.test' };
  const ab = await member(globex, 'admins');
  const confused = confusingToo ? await makeConfused(world, acme) : { confusing: { role: globex, longer: globex, ending: globex }, cr: ab, cl: ab, ce: ab };
  return {
    world, acme, globex, ...confused,
    ua: await member(acme, 'users'), ua2: await member(acme, 'users'), aa: await member(acme, 'admins'), aa2: await member(acme, 'admins'),
    ub: await member(globex, 'users'), ab,
    pa: await world.addMember(acme, 'users', person), pb: await world.addMember(globex, 'users', person),
    suspended: await member(acme, 'admins'), expired: await member(acme, 'admins'), app: await member(null, 'application_admins'),
  };
}

async function makeConfused(world: ControlWorld, acme: string): Promise<Pick<Parts, 'confusing' | 'cr' | 'cl' | 'ce'>> {
  const confusing = { role: `${acme}_users`, longer: `${acme}1`, ending: 'users' };
  for (const name of Object.values(confusing)) await world.addTenantNamed(name);
  const admin = (tenant: string): Promise<Member> => world.addMember(tenant, 'admins');
  return { confusing, cr: await admin(confusing.role), cl: await admin(confusing.longer), ce: await admin(confusing.ending) };
}

async function makeUnknown(world: ControlWorld): Promise<Client> {
  const name = `unknown_${world.run}`;
  await world.super.query(`create role ${name} login password 'unknown'; grant connect on database ${world.database} to ${name}`);
  return world.login(name, 'unknown');
}

/** Its row and its login's membership do not say the same. */
async function makeHalf({ world, acme, globex }: Parts): Promise<Member> {
  const half = await world.addMember(acme, 'billing');
  await world.asOwner(`do $$ begin revoke ${acme}_billing from ${half.login}; execute 'grant ${globex}_users to ${half.login}' || cognition.with_inherit(); end $$`);
  return half;
}

/** Sessions that stay open are the harder case: theirs may not be ended. */
async function shutOut({ world, suspended, expired }: Parts): Promise<void> {
  await keepingSessions(world, async () => {
    await world.asOwner(`update cognition.users set status = 'suspended' where id = $1`, [suspended.id]);
    await world.asOwner(`update cognition.users set expires_at = clock_timestamp() + interval '0.05 seconds' where id = $1`, [expired.id]);
    await world.asOwner('select pg_sleep(0.06)');
    await world.asOwner('select cognition.expire_users()');
  });
}

/** What is done here ends no sessions, so that what follows is asked in them. */
export async function keepingSessions<T>({ super: admin }: ControlWorld, work: () => Promise<T>): Promise<T> {
  await admin.query(`alter function cognition.end_sessions(text) rename to end_sessions_; create function cognition.end_sessions(login text) returns void language sql as 'select'; alter function cognition.end_sessions(text) owner to cognition_owner`);
  try {
    return await work();
  } finally {
    await admin.query('drop function cognition.end_sessions(text); alter function cognition.end_sessions_(text) rename to end_sessions');
  }
}
