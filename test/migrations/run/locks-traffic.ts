import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import type { Member } from '../../tenancy/control/harness.js';
import type { FleetWorld } from './fleet-world.js';

/** What members, admins and operators do while migrations run. Each has a name: `reads t3`, `writes t3`, `members t3`, `worker`, `makes`. */
export interface Traffic {
  /** How often each has come round. */
  readonly rounds: ReadonlyMap<string, number>;
  /** The longest that each has waited for a lock, in milliseconds by the server's clock. */
  readonly waits: ReadonlyMap<string, number>;
  /** @throws what one of them was refused */
  stop(): Promise<void>;
}

export interface TrafficPlan {
  /** An admin of each tenant, by the names of tenants. */
  readonly members: ReadonlyMap<string, Member>;
  /** Tenants where members come and go. */
  readonly changing: readonly string[];
  /** Makes another tenant; null: nobody does. */
  readonly make: (() => Promise<void>) | null;
}

type Round = () => Promise<void>;

/** Rows of \`orders\`, and of \`shared.plans\`, are read and written in every tenant, each in a transaction of its own as a request is. */
export async function startTraffic(world: FleetWorld, { members, changing, make }: TrafficPlan): Promise<Traffic> {
  const [rounds, waits] = [new Map<string, number>(), new Map<string, number>()];
  const stopped = new AbortController();
  const open: Client[] = [];
  const going: Promise<void>[] = [];
  const refused: unknown[] = [];
  const start = (name: string, pause: number, round: Round): void => {
    going.push((async () => {
      while (!stopped.signal.aborted) {
        await round();
        rounds.set(name, (rounds.get(name) ?? 0) + 1);
        await sleep(pause);
      }
    })().catch((thrown: unknown) => void refused.push(new Error(name, { cause: thrown }))));
  };
  const session = async (name: string, member: Member): Promise<Client> => {
    const client = await world.control.login(member.login, member.password);
    open.push(client);
    await client.query(`set application_name = 'traffic ${name}'`);
    return client;
  };
  for (const [tenant, member] of members) {
    const schema = world.tenants[tenant] ?? '';
    const [reader, writer] = [await session(`reads ${tenant}`, member), await session(`writes ${tenant}`, member)];
    start(`reads ${tenant}`, 15, () => request(world, reader, member, `select count(*) from ${schema}.orders o left join shared.plans p on p.id = o.plan`));
    start(`writes ${tenant}`, 15, () => request(world, writer, member, `with made as (insert into ${schema}.orders (note) values ('new') returning id) update ${schema}.orders o set note = 'seen' from made where o.id = made.id - 1`));
  }
  for (const tenant of changing) {
    const member = members.get(tenant);
    if (member === undefined) throw new Error(`nobody is in ${tenant}`);
    const admin = await session(`members ${tenant}`, member);
    start(`members ${tenant}`, 50, () => memberComesAndGoes(world, admin, member));
  }
  await (await world.control.worker()).query("set application_name = 'traffic worker'");
  await world.control.master.query("set application_name = 'traffic makes'");
  if (make !== null) start('makes', 300, make);
  going.push(watch(world, waits, stopped.signal));
  return {
    rounds, waits,
    stop: async () => {
      stopped.abort();
      await Promise.all(going);
      await Promise.all(open.map((client) => client.end()));
      if (refused.length > 0) throw refused[0];
    },
  };
}

/** As a member, who has entered where logins are of roles; the caller must be who it is. */
async function request({ control }: FleetWorld, session: Client, { id }: Member, sql: string, values: unknown[] = []): Promise<void> {
  await session.query('begin');
  if (control.config.credentials === 'role') await session.query('select cognition.enter($1)', [id]);
  await session.query(sql, values);
  const { rows: [row] } = await session.query<{ id: string | null }>('select cognition.current_user_id() as id');
  await session.query('commit');
  if (row?.id !== id) throw new Error(`${id} was taken for ${String(row?.id)}`);
}

/** Invited, let in, suspended, let in again, removed. */
async function memberComesAndGoes(world: FleetWorld, admin: Client, member: Member): Promise<void> {
  const { control } = world;
  const email = `${randomBytes(5).toString('hex')}@x.test`;
  await request(world, admin, member, "select from cognition.invite_user($1, 'users')", [email]);
  const [made] = await world.rows<{ id: string }>('select id from cognition.users where email = $1', [email]);
  const id = made?.id ?? '';
  const verifier = control.config.credentials === 'user' ? scramVerifier(randomBytes(9).toString('hex')) : null;
  await (await control.worker()).query('select cognition.activate_user($1, $2, $3, $4)', [id, randomBytes(8).toString('hex'), email, verifier]);
  for (const change of ['suspend_user', 'resume_user', 'remove_user']) await request(world, admin, member, `select from cognition.${change}($1)`, [id]);
}

/** Who waits for a lock, and since when, asked all the time. */
async function watch({ server, control }: FleetWorld, waits: Map<string, number>, signal: AbortSignal): Promise<void> {
  const watcher = await server.connect(control.database);
  while (!signal.aborted) {
    const { rows } = await watcher.query<{ who: string; waited: number }>(`select substr(a.application_name, 9) as who, max(extract(epoch from clock_timestamp() - l.waitstart) * 1000)::float8 as waited
      from pg_locks l join pg_stat_activity a using (pid) where not l.granted and l.waitstart is not null and a.application_name like 'traffic %' group by 1`);
    for (const { who, waited } of rows) waits.set(who, Math.max(waits.get(who) ?? 0, waited));
    await sleep(15);
  }
  await watcher.end();
}
