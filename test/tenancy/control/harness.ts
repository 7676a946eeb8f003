import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import type { Config } from '../../../src/config/types.js';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import type { ServerMajor } from '../../../src/postgres/types.js';
import { installControl } from '../../../src/tenancy/control/install.js';
import { makeConfig } from '../../catalog/support.js';
import { openSession, startControlServer, type ControlServer } from './control-server.js';
import { removeLeftovers } from './leftovers.js';
import { tenantTable } from './tenant-table.js';

/** A server as Aurora has it: its master user is no superuser. */
export interface ControlWorld {
  readonly run: string;
  readonly config: Config;
  readonly database: string;
  /** The superuser, for what the test itself must see. */
  readonly super: Client;
  /** LOGIN CREATEROLE CREATEDB NOSUPERUSER, owner of the database, member of rds_superuser. */
  readonly master: Client;
  readonly server: { readonly version: ServerMajor };
  /** As the control schema's owner. */
  asOwner<T extends object>(sql: string, values?: readonly unknown[]): Promise<readonly T[]>;
  /** A tenant with two tables, whose users and admins may do all with one; its schema's name, with an ending of this run. */
  addTenant(name: string): Promise<string>;
  /** The same by its whole name. */
  addTenantNamed(schema: string): Promise<string>;
  /** Invited and activated as by the worker. */
  addMember(tenant: string | null, role: string, options?: { readonly email?: string; readonly sub?: string }): Promise<Member>;
  /** A session with a password. */
  login(user: string, password: string, database?: string): Promise<Client>;
  /** In credential mode `role`: the login of a tenant's role, made as by the worker, and its session. */
  tenantLogin(tenant: string | null, role: string): Promise<TenantLogin>;
  /** The hooks' own login. */
  hooks(): Promise<Client>;
  /** The login of the worker behind them. */
  worker(): Promise<Client>;
  rotation(): Promise<Client>;
  close(): Promise<void>;
}

export interface TenantLogin {
  readonly login: string;
  readonly session: Client;
}

/** In credential mode `role` the login, its session and its password are those of all members of the tenant's role. */
export interface Member extends TenantLogin {
  readonly id: string;
  readonly email: string;
  readonly sub: string;
  readonly password: string;
}

const password = (): string => randomBytes(18).toString('base64url');

export interface HarnessOptions {
  readonly changes?: Partial<Config>;
  /** False: nothing is installed. */
  readonly install?: boolean;
  /** Of the embedded server. */
  readonly version?: ServerMajor;
  /** On this server, which stays. Absent: one that stops with the world. */
  readonly on?: ControlServer;
}

/** The control schema in a database of its own, installed by the master user. */
export async function openControl({ changes = {}, install = true, version = 17, on }: HarnessOptions = {}): Promise<ControlWorld> {
  const place = on ?? (await startControlServer(version));
  const run = `c${randomBytes(3).toString('hex')}`;
  const database = `pgcog_control_${run}`;
  const config = makeConfig(changes);
  const maintenance = await place.connect('postgres');
  await removeLeftovers(maintenance);
  const secret = { master: password(), hooks: password(), worker: password(), rotation: password(), roles: password() };
  const masterName = `aurora_${run}`;
  await maintenance.query(`create role rds_superuser nologin;
    create role ${masterName} login createrole createdb nosuperuser password '${secret.master}' in role rds_superuser`);
  await maintenance.query(`create database ${database} owner ${masterName} encoding 'UTF8' template template0`);
  const open: Client[] = [];
  const login = async (user: string, word: string, where = database): Promise<Client> => {
    const client = await openSession(place, { user, password: word, database: where });
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
  const service = async (name: 'hooks' | 'worker' | 'rotation'): Promise<Client> => {
    await asOwner('select cognition.set_service_password($1, $2)', [`cognition_${name}`, scramVerifier(secret[name])]);
    return login(`cognition_${name}`, secret[name]);
  };
  const tenantLogins = new Map<string, Promise<TenantLogin>>();
  const openTenantLogin = async (tenant: string | null, role: string): Promise<TenantLogin> => {
    const { rows: [made] } = await (await world.worker()).query<{ id: string }>('select cognition.tenant_login($1, $2) as id', [tenant, role]);
    const id = made?.id ?? '';
    await (await world.worker()).query('select cognition.open_tenant_login($1, $2)', [id, scramVerifier(secret.roles)]);
    return { login: id, session: await login(id, secret.roles) };
  };
  let hooks: Promise<Client> | null = null;
  let worker: Promise<Client> | null = null;
  const world: ControlWorld = {
    run, config, database, super: admin, master, server: { version: place.version }, asOwner, login,
    hooks: () => (hooks ??= service('hooks')),
    worker: () => (worker ??= service('worker')),
    rotation: () => service('rotation'),
    tenantLogin: (tenant, role) => {
      const key = JSON.stringify([tenant, role]);
      const there = tenantLogins.get(key) ?? openTenantLogin(tenant, role);
      tenantLogins.set(key, there);
      return there;
    },
    addTenant: (name) => world.addTenantNamed(`${name}_${run}`),
    addTenantNamed: async (schema) => {
      await asOwner('select cognition.add_tenant($1, $1)', [schema]);
      await asOwner(tenantTable(schema));
      return schema;
    },
    addMember: async (tenant, role, { email = `${randomBytes(4).toString('hex')}@x.test`, sub = randomBytes(8).toString('hex') } = {}) => {
      const [row] = await asOwner<{ id: string }>(`insert into cognition.users (email, app_role, tenant_id) values ($1, $2, (select t.id from cognition.tenants t where t.name = $3)) returning id`, [email, role, tenant]);
      const id = row?.id ?? '';
      const own = config.credentials === 'user';
      const word = own ? password() : secret.roles;
      await (await world.worker()).query('select cognition.activate_user($1, $2, $3, $4)', [id, sub, email, own ? scramVerifier(word) : null]);
      return { id, email, sub, password: word, ...(own ? { login: id, session: await login(id, word) } : await world.tenantLogin(tenant, role)) };
    },
    close: async () => {
      await Promise.all(open.map((client) => client.end().catch(() => undefined)));
      await admin.end();
      await removeLeftovers(maintenance);
      await maintenance.end();
      if (on === undefined) await place.stop();
    },
  };
  return world;
}
