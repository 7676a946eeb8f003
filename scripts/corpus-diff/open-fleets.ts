import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { groupRole } from '../../src/catalog/scratch-roles.js';
import type { Config } from '../../src/config/types.js';
import type { OwnSession } from '../../src/migrations/run/types.js';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import { ensureRoles } from '../../src/postgres/roles.js';
import { installControl } from '../../src/tenancy/control/install.js';
import { openSession, startControlServer, type ControlServer } from '../../test/tenancy/control/control-server.js';
import { removeLeftovers } from '../../test/tenancy/control/leftovers.js';

/** A database with the control schema, installed by a master user without attributes as on Aurora. */
export interface Fleet {
  /** Names that tenants may have. */
  readonly tenants: readonly string[];
  readonly master: Client;
  /** The superuser, for what is only looked at. */
  readonly admin: Client;
  connect(): Promise<OwnSession>;
  /** Drops it with the roles of its tenants. */
  close(): Promise<void>;
}

export interface FleetServer {
  open(): Promise<Fleet>;
  stop(): Promise<void>;
}

interface Place {
  readonly server: ControlServer;
  readonly maintenance: Client;
  readonly run: string;
  readonly master: string;
  readonly password: string;
}

/** A server where each fleet is a copy of a database that the control schema was installed in once. */
export async function openFleets(version: 17 | 18, config: Config): Promise<FleetServer> {
  const server = await startControlServer(version);
  const maintenance = await server.connect('postgres');
  const run = `c${randomBytes(3).toString('hex')}`;
  const place: Place = { server, maintenance, run, master: `aurora_${run}`, password: randomBytes(18).toString('base64url') };
  await removeLeftovers(maintenance);
  await maintenance.query(`create role ${place.master} login createrole createdb nosuperuser password '${place.password}'`);
  await createDatabase(place, base(place), 'template0');
  const master = await login(place, base(place));
  await installControl(master, config);
  await master.end();
  const admin = await server.connect(base(place));
  // The template's schema is made by whoever installs it: one that is called so is not to be PostgreSQL's.
  await admin.query(`drop schema if exists ${quoteIdentifier(config.templateSchema)}`);
  await admin.end();
  // What the schemas of the pairs grant to.
  const { rows: own } = await maintenance.query<{ name: string }>('select rolname::text as name from pg_roles where oid < 16384');
  await ensureRoles(maintenance, config.knownRoles.filter((name) => !own.some((one) => one.name === name)).map((name) => ({ name, memberOf: [] })));
  let opened = 0;
  return {
    open: () => openFleet(place, ++opened, config),
    stop: async () => {
      await removeLeftovers(maintenance);
      await maintenance.end();
      await server.stop();
    },
  };
}

const base = ({ run }: Place): string => `pgcog_control_${run}`;

const createDatabase = ({ maintenance, master }: Place, name: string, template: string): Promise<unknown> => maintenance.query(`create database ${name} owner ${master} encoding 'UTF8' template ${template} strategy file_copy`);

const login = ({ server, master, password }: Place, database: string): Promise<Client> => openSession(server, { user: master, password, database });

async function openFleet(place: Place, number: number, config: Config): Promise<Fleet> {
  const name = `${base(place)}_${number}`;
  const tenants = ['one', 'two', 'three'].map((stem) => `${stem}${number}_${place.run}`);
  await createDatabase(place, name, base(place));
  const [master, admin] = [await login(place, name), await place.server.connect(name)];
  // A copy has not got the grants of the database itself.
  const logins = [...config.roles.map((role) => groupRole(role.name)), 'application_admins', 'cognition_hooks', 'cognition_worker', 'cognition_rotation'];
  await master.query(`revoke all on database ${name} from public; grant create, connect on database ${name} to cognition_owner with grant option; grant connect on database ${name} to ${logins.map(quoteIdentifier).join(', ')}`);
  return {
    tenants, master, admin,
    connect: async () => {
      const session = await login(place, name);
      return { session, lasting: true, cancel: () => Promise.resolve(), close: () => session.end() };
    },
    close: async () => {
      await Promise.all([master.end(), admin.end()]);
      await place.maintenance.query(`drop database ${name} with (force)`);
      const schemas = [...tenants, config.templateSchema];
      const { rows } = await place.maintenance.query<{ list: string | null }>(`select string_agg(quote_ident(rolname), ', ') as list from pg_roles where rolname like any ($1)`, [schemas.map((name) => `${name.replaceAll('_', '\\_')}\\_%`)]);
      const list = rows[0]?.list ?? null;
      if (list !== null) await place.maintenance.query(`drop role ${list}`);
    },
  };
}
