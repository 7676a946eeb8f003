import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { refusalOf, sqlFailure } from '../../postgres/failure.js';
import { openClient, sessionSettings, startOptions } from '../../postgres/open-client.js';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../postgres/quote.js';
import { ensureRoles } from '../../postgres/roles.js';
import { scramVerifier } from '../../postgres/scram-verifier.js';
import type { PostgresServer } from '../../postgres/types.js';
import { TemplateRefused } from '../template/template-refused.js';
import { createTenant } from '../tenants/create-tenant.js';
import { addMembersRows } from './add-members-rows.js';
import { clearServer, databasePrefix } from './clear-server.js';
import { fillTables, type SampleRows } from './fill-tables.js';
import { makeDatabase, type Project } from './make-database.js';
import { makeLogins } from './make-logins.js';
import { readThings } from './read-things.js';
import type { Tenant, World } from './types.js';

/** Names of which one begins with the other, is called like the other's role, or matches it where `_` stands for any letter. */
export const confusingTenants: readonly Tenant[] = [
  { name: 'alpha', marker: 'pgcogone' }, { name: 'alpha_users', marker: 'pgcogtwo' }, { name: 'alphaxusers', marker: 'pgcogthree' },
];

/** Number of the row that is tried: none that is there. */
const triedRow = 901;

/** {@link World}, and its end. */
export interface OpenWorld extends World {
  /** Drops the database and all roles. The server goes on. */
  close(): Promise<void>;
}

/**
 * Makes tenants from a project on an embedded server, with members of every standing and rows in their tables.
 *
 * @param server embedded, with passwords; one world at a time
 * @throws ProjectRefusal, TemplateRefused where the project's SQL does not run; what `pg` throws
 */
export async function makeWorld(server: PostgresServer, project: Project, tenants: readonly Tenant[] = confusingTenants): Promise<OpenWorld> {
  if (server.kind !== 'embedded') throw new Error('isolation is proven on an embedded server only');
  const maintenance = await server.connect(server.maintenance);
  const name = `${databasePrefix}${randomBytes(4).toString('hex')}`;
  const names = [...tenants, ...confusingTenants].map((tenant) => tenant.name);
  let admin: Client | null = null;
  const close = async (): Promise<void> => {
    await admin?.end();
    await clearServer(maintenance, names);
    await maintenance.end();
  };
  try {
    await ensureRoles(maintenance, project.config.knownRoles.map((role) => ({ name: role, memberOf: [] })));
    await clearServer(maintenance, names);
    await maintenance.query(`create database ${name}`);
    admin = await server.connect(name);
    return { ...(await fillWorld(admin, name, project, tenants)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function fillWorld(admin: Client, database: string, project: Project, tenants: readonly Tenant[]): Promise<World> {
  const { config } = project;
  const { host, port } = admin;
  const open = (user: string, password: string): Promise<Client> =>
    openClient({ host, port, user, database, password, ssl: false, options: startOptions([...sessionSettings, ['search_path', 'pg_catalog']]) });
  await makeDatabase(admin, project);
  for (const tenant of tenants) await makeTenant(admin, tenant);
  const logins = await makeLogins(admin, config, tenants);
  const samples = new Map<string, SampleRows>();
  const world = { config, admin, tenants, logins, open: (login: { readonly user: string; readonly password: string }) => open(login.user, login.password) };
  const withoutRows = new Map<string, string>();
  for (const tenant of tenants) {
    const rows = await asOwner(admin, tenant, open, (owner) => fillTables(admin, owner, tenant));
    samples.set(tenant.name, rows);
    for (const [table, reason] of rows.without) withoutRows.set(table, reason);
    await addMembersRows(world, tenant, rows);
    for (const [view, reason] of await refreshViews(admin, tenant)) withoutRows.set(view, reason);
  }
  return { ...world, withoutRows, insertSql: (tenant, table, may) => samples.get(tenant)?.more(table, triedRow, may) ?? null };
}

/** Nobody logs in as an owner; for once somebody does, with a password that is gone again afterwards. */
async function asOwner(admin: Client, { name }: Tenant, open: (user: string, password: string) => Promise<Client>, work: (owner: Client) => Promise<SampleRows>): Promise<SampleRows> {
  const role = quoteIdentifier(`${name}_owner`);
  const password = randomBytes(18).toString('base64url');
  const { rows } = await admin.query<{ database: string }>('select quote_ident(current_database()) as database');
  const database = rows[0]?.database ?? '';
  await admin.query(`alter role ${role} login password ${quoteLiteral(scramVerifier(password))}; grant connect on database ${database} to ${role}`);
  const owner = await open(`${name}_owner`, password);
  try {
    return await work(owner);
  } finally {
    await owner.end();
    await admin.query(`revoke connect on database ${database} from ${role}; alter role ${role} nologin password null`);
  }
}

async function makeTenant(admin: Client, { name, marker }: Tenant): Promise<void> {
  try {
    await createTenant(admin, { name, displayName: marker });
  } catch (error) {
    const failure = sqlFailure(error);
    throw failure === null ? error : new TemplateRefused('PGC183', `no tenant can be made: ${failure.message}`, failure.hint ?? 'pgcog-gen generate checks the template');
  }
}

/** Those that cannot be computed from rows that were made up, with the reason. */
async function refreshViews(admin: Client, { name }: Tenant): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  for (const view of (await readThings(admin, [name])).filter(({ kind }) => kind === 'materialized view')) {
    const failure = await admin.query(`refresh materialized view ${quoteQualified(view.schema, view.name)}`).then(() => null, refusalOf);
    if (failure !== null) failed.set(view.name, failure.message);
  }
  return failed;
}
