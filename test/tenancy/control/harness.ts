import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Config } from '../../../src/config/types.js';
import { ensureRoles } from '../../../src/postgres/roles.js';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import { startServer } from '../../../src/postgres/start-server.js';
import { installControl } from '../../../src/tenancy/control/install.js';
import { makeConfig } from '../../catalog/support.js';
import { removeLeftovers } from './leftovers.js';

/** A server as Aurora has it: its master user is no superuser. */
export interface ControlWorld {
  readonly run: string;
  readonly config: Config;
  readonly database: string;
  /** The superuser, for what the test itself must see. */
  readonly super: Client;
  /** LOGIN CREATEROLE CREATEDB NOSUPERUSER, owner of the database, member of rds_superuser. */
  readonly master: Client;
  readonly server: { readonly version: number };
  /** As the control schema's owner. */
  asOwner<T extends object>(sql: string, values?: readonly unknown[]): Promise<readonly T[]>;
  /** A tenant with one table, whose users and admins may do all with it; its schema's name. */
  addTenant(name: string): Promise<string>;
  /** Invited and activated as by the hooks. */
  addMember(tenant: string | null, role: string, options?: { readonly email?: string; readonly sub?: string }): Promise<Member>;
  /** A session with a password. */
  login(user: string, password: string, database?: string): Promise<Client>;
  /** The hooks' own login. */
  hooks(): Promise<Client>;
  rotation(): Promise<Client>;
  close(): Promise<void>;
}

export interface Member {
  readonly id: string;
  readonly email: string;
  readonly sub: string;
  readonly password: string;
  /** Open since the member was made. */
  readonly session: Client;
}

const password = (): string => randomBytes(18).toString('base64url');

export interface HarnessOptions {
  readonly changes?: Partial<Config>;
  /** False: nothing is installed. */
  readonly install?: boolean;
  /** Of the embedded server. */
  readonly version?: 17 | 18;
}

interface Cluster {
  readonly host: string;
  readonly port: number;
  connect(database: string): Promise<Client>;
  stop(): Promise<void>;
}

/** `PGCOG_TEST_CONTROL_URL`, of a superuser on a server of its own, stands in for the embedded one. */
async function cluster(version: 17 | 18): Promise<Cluster> {
  const url = process.env['PGCOG_TEST_CONTROL_URL'];
  if (url !== undefined) {
    const { hostname: host, port, username: user } = new URL(url);
    const connect = async (database: string): Promise<Client> => opened(new Client({ host, port: Number(port), user, database, ssl: false }));
    return { host, port: Number(port), connect, stop: async () => undefined };
  }
  const server = await startServer({ version, passwords: true });
  const maintenance = await server.connect('postgres');
  const { host, port } = maintenance;
  // Roles that other tests have made and this run has no use for are put out of the way.
  await ensureRoles(maintenance, []);
  await maintenance.end();
  return { host, port, connect: (database) => server.connect(database), stop: () => server.stop() };
}

async function opened(client: Client): Promise<Client> {
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The control schema in a database of its own, installed by the master user. */
export async function openControl({ changes = {}, install = true, version: wanted = 17 }: HarnessOptions = {}): Promise<ControlWorld> {
  const place = await cluster(wanted);
  const run = `c${randomBytes(3).toString('hex')}`;
  const database = `pgcog_control_${run}`;
  const config = makeConfig(changes);
  const maintenance = await place.connect('postgres');
  await removeLeftovers(maintenance);
  const secret = { master: password(), hooks: password(), rotation: password() };
  const masterName = `aurora_${run}`;
  await maintenance.query(`create role rds_superuser nologin;
    create role ${masterName} login createrole createdb nosuperuser password '${secret.master}' in role rds_superuser`);
  await maintenance.query(`create database ${database} owner ${masterName} encoding 'UTF8' template template0`);
  const open: Client[] = [];
  const login = async (user: string, word: string, where = database): Promise<Client> => {
    const client = await opened(new Client({ host: place.host, port: place.port, user, database: where, password: word, ssl: false }));
    open.push(client);
    return client;
  };
  const admin = await place.connect(database);
  const master = await login(masterName, secret.master);
  if (install) await installControl(master, config);
  const asOwner = async <T extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly T[]> => {
    await master.query('set role cognition_owner');
    try {
      return (await master.query<T>(sql, [...values])).rows;
    } finally {
      await master.query('reset role');
    }
  };
  const service = async (name: 'hooks' | 'rotation'): Promise<Client> => {
    await asOwner('select cognition.set_service_password($1, $2)', [`cognition_${name}`, scramVerifier(secret[name])]);
    return login(`cognition_${name}`, secret[name]);
  };
  const version = Number((await admin.query<{ v: string }>("select current_setting('server_version_num')::int / 10000 as v")).rows[0]?.v);
  let hooks: Promise<Client> | null = null;
  const world: ControlWorld = {
    run, config, database, super: admin, master, server: { version }, asOwner, login,
    hooks: () => (hooks ??= service('hooks')),
    rotation: () => service('rotation'),
    addTenant: async (name) => {
      const schema = `${name}_${run}`;
      await asOwner('select cognition.add_tenant($1, $1)', [schema]);
      await asOwner(tenantTable(schema));
      return schema;
    },
    addMember: async (tenant, role, { email = `${randomBytes(4).toString('hex')}@x.test`, sub = randomBytes(8).toString('hex') } = {}) => {
      const [row] = await asOwner<{ id: string }>(`insert into cognition.users (email, app_role, tenant_id) values ($1, $2, (select t.id from cognition.tenants t where t.name = $3)) returning id`, [email, role, tenant]);
      const word = password();
      const id = row?.id ?? '';
      const verifier = config.credentials === 'user' ? scramVerifier(word) : null;
      await (await world.hooks()).query('select cognition.activate_user($1, $2, $3, $4)', [id, sub, email, verifier]);
      return { id, email, sub, password: word, session: config.credentials === 'user' ? await login(id, word) : master };
    },
    close: async () => {
      await Promise.all(open.map((client) => client.end().catch(() => undefined)));
      await admin.end();
      await removeLeftovers(maintenance);
      await maintenance.end();
      await place.stop();
    },
  };
  return world;
}

function tenantTable(schema: string): string {
  return `do $$ begin
    set local role ${schema}_owner;
    create table ${schema}.notes (id int generated always as identity primary key, author text default cognition.current_user_id() references cognition.users (id), body text);
    insert into ${schema}.notes (author, body) values (null, 'secret of ${schema}');
    create function ${schema}.peek(relation text, found out text) language plpgsql security definer as 'begin execute ''select t::text from '' || relation || '' t limit 1'' into found; end';
    grant execute on function ${schema}.peek(text) to ${schema}_users, ${schema}_admins;
    grant select, insert on ${schema}.notes to ${schema}_users, ${schema}_admins;
    reset role;
  end $$`;
}
