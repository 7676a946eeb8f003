import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from 'pg';
import { installedExtensions, installExtensions } from '../../src/catalog/extensions.js';
import { planLoad, type LoadPlan } from '../../src/catalog/plan-load.js';
import { readConfig } from '../../src/config/read-config.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { Config } from '../../src/config/types.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import type { Grammar } from '../../src/parse/types.js';
import { ensureRoles } from '../../src/postgres/roles.js';
import { scramVerifier } from '../../src/postgres/scram-verifier.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { readFiles } from '../../src/source/read-files.js';
import { installControl } from '../../src/tenancy/control/install.js';
import { cutProgram } from '../../src/tenancy/program/cut-program.js';
import { installTemplate } from '../../src/tenancy/template/install-template.js';
import { createTenant } from '../../src/tenancy/tenants/create-tenant.js';
import { removeLeftovers } from '../tenancy/control/leftovers.js';

/** Somebody with a login of their own. */
export interface Person {
  /** `cognition.users.id` and the login's name. */
  readonly id: string;
  readonly password: string;
  /** Null for application admins. */
  readonly tenant: string | null;
  readonly role: string;
}

/** The login of a tenant's role, and the name of its secret below the prefix. */
export interface RoleLogin {
  readonly secret: string;
  readonly username: string;
  readonly password: string;
}

/** A database with the control schema and tenants made from a project's template. */
export interface LocalTenants {
  readonly server: PostgresServer;
  readonly database: string;
  /** PostgreSQL's address, for logins with their passwords. */
  readonly host: string;
  readonly port: number;
  /** As superuser, in the database. */
  readonly admin: Client;
  /** Schema names by short name: what is made here is told apart from other runs' by an ending. */
  readonly tenants: Readonly<Record<string, string>>;
  readonly credentials: Config['credentials'];
  /** Of the roles that somebody has by now, in credential mode `role`; people have no logins of their own then. */
  readonly logins: readonly RoleLogin[];
  /** `name` is the local part of the e-mail address; chance decides where there is none. */
  addPerson(tenant: string | null, role: string, name?: string): Promise<Person>;
  suspend(person: Person): Promise<void>;
  close(): Promise<void>;
}

interface Template {
  readonly config: Config;
  readonly plan: LoadPlan;
  readonly grammar: Grammar;
}

/** Runs the template of the project at `root` for each of the tenants, in a database of its own on an embedded server. */
export async function makeTenants(root: string, names: readonly string[], credentials: Config['credentials'] = 'user'): Promise<LocalTenants> {
  const run = `c${randomBytes(3).toString('hex')}`;
  const server = await startServer({ version: 17, passwords: true });
  const database = `pgcog_local_${run}`;
  const maintenance = await server.connect(server.maintenance);
  const template = await readTemplate(root);
  await ensureRoles(maintenance, []);
  await removeLeftovers(maintenance);
  await maintenance.query(`create database ${database}`);
  const { host, port } = maintenance;
  const admin = await server.connect(database);
  await installControl(admin, { ...template.config, credentials });
  const tenants = Object.fromEntries(names.map((name) => [name, `${name}_${run}`]));
  await install(admin, template);
  for (const name of Object.values(tenants)) await createTenant(admin, { name, displayName: name });
  const people: Person[] = [];
  const logins: RoleLogin[] = [];
  return {
    server, database, host, port, admin, tenants, credentials, logins,
    addPerson: async (tenant, role, name) => {
      const person = await addPerson(admin, credentials, { number: people.length, tenant: tenant === null ? null : (tenants[tenant] ?? tenant), role, name });
      if (credentials === 'role') await addLogin(admin, person, logins);
      people.push(person);
      return person;
    },
    suspend: (person) => suspend(admin, person),
    close: async () => {
      await admin.end();
      await removeLeftovers(maintenance);
      await maintenance.end();
      await server.stop();
    },
  };
}

async function readTemplate(root: string): Promise<Template> {
  const { config, diagnostics } = await readSettings(root, await readConfig(root, null));
  const files = await readFiles(root, ['tenant_template/**/*.sql', 'shared/**/*.sql']);
  const grammar = await loadGrammar();
  const plan = planLoad(grammar, files, config);
  const wrong = [...diagnostics, ...plan.diagnostics].filter(({ severity }) => severity === 'error');
  if (wrong.length > 0 || plan.value.run.length === 0) throw new Error(wrong.map(({ message }) => message).join('\n') || `no template in ${join(root, 'tenant_template')}`);
  return { config, plan: plan.value, grammar };
}

/** Extensions first: the program needs to know their names. */
async function install(admin: Client, { config, plan, grammar }: Template): Promise<void> {
  await admin.query('create schema extensions authorization cognition_owner');
  await installExtensions(admin, plan.extensions);
  const installed = await installedExtensions(admin, plan.extensions);
  await installTemplate(admin, { config, plan, program: cutProgram({ grammar, statements: plan.run, config, installed }).value });
}

/** Ids begin with a number: rows in the order of their ids are then in the same order in every run. */
async function addPerson(admin: Client, credentials: Config['credentials'], { number, tenant, role, name }: { readonly number: number; readonly tenant: string | null; readonly role: string; readonly name: string | undefined }): Promise<Person> {
  const id = `u_${number.toString(16).padStart(2, '0')}${randomBytes(15).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  const email = `${name ?? id}@shop.test`.toLowerCase();
  await admin.query('reset role; set search_path = pg_catalog');
  await admin.query(
    `insert into cognition.users (id, email, first_name, tenant_id, app_role) values ($1, $4, $5, (select id from cognition.tenants where name = $2), $3)`, [id, tenant, role, email, name ?? role]);
  await admin.query('select cognition.activate_user($1, $1, $2, $3)', [id, email, credentials === 'user' ? scramVerifier(password) : null]);
  return { id, password, tenant, role };
}

/** The login of the person's role, unless somebody has brought it. */
async function addLogin(admin: Client, { tenant, role }: Person, logins: RoleLogin[]): Promise<void> {
  const secret = tenant === null ? `roles/${role}` : `roles/${tenant}.${role}`;
  if (logins.some((login) => login.secret === secret)) return;
  const password = randomBytes(18).toString('base64url');
  const { rows } = await admin.query<{ id: string }>('select cognition.make_tenant_login($1, $2, $3) as id', [tenant, role, scramVerifier(password)]);
  logins.push({ secret, username: rows[0]?.id ?? '', password });
}

async function suspend(admin: Client, { id }: Person): Promise<void> {
  await admin.query(`update cognition.users set status = 'suspended' where id = $1`, [id]);
}
