import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { loadTemplate } from '../../src/catalog/load-template.js';
import { installedExtensions } from '../../src/catalog/extensions.js';
import { planLoad } from '../../src/catalog/plan-load.js';
import { applicationAdmins, groupRole } from '../../src/catalog/scratch-roles.js';
import type { Config } from '../../src/config/types.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import { ensureRoles } from '../../src/postgres/roles.js';
import { openScratch } from '../../src/postgres/scratch.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import type { Diagnostic } from '../../src/source/types.js';
import { ownersGroup } from '../../src/tenancy/program/build-schema-sql.js';
import { cutProgram } from '../../src/tenancy/program/cut-program.js';
import { programSql } from '../../src/tenancy/program/program-sql.js';
import { storeProgram } from '../../src/tenancy/program/store-program.js';
import type { TemplateProgram } from '../../src/tenancy/program/types.js';
import { publicFaceSql } from '../../src/tenancy/public-face.js';

/** A template loaded as the generator does, and beside it a control owner who makes tenants by its program. */
export interface Landlord {
  readonly admin: Client;
  /** NOSUPERUSER CREATEROLE, owner of schema `cognition`. */
  readonly control: Client;
  readonly controlRole: string;
  readonly program: TemplateProgram;
  readonly diagnostics: readonly Diagnostic[];
  readonly config: Config;
  /** A name with an ending of this run: roles belong to the whole server. */
  name(stem: string): string;
  /** One more session of the control owner. */
  connect(): Promise<Client>;
  close(): Promise<void>;
}

export interface LandlordInput {
  readonly server: PostgresServer;
  readonly files: Readonly<Record<string, string>>;
  readonly config: Config;
}

/** `tenants` is dropped with its roles at the end, whatever a test has made. */
export async function makeLandlord({ server, files: texts, config }: LandlordInput): Promise<Landlord> {
  const run = randomBytes(3).toString('hex');
  const grammar = await loadGrammar();
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const database = await openScratch(server);
  const { admin } = database;
  const plan = planLoad(grammar, files, config);
  const loaded = await loadTemplate({ database, grammar, files, config, publicFace: publicFaceSql(config), plan: Promise.resolve(plan) });
  const mistakes = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  if (mistakes.length > 0) throw new Error(mistakes.map(({ message }) => message).join('\n'));
  await ensureRoles(admin, [ownersGroup, applicationAdmins, ...config.roles.map(({ name }) => groupRole(name))].map((name) => ({ name, memberOf: [] })));
  const controlRole = `control_${run}`;
  await admin.query(controlRoleSql(controlRole, database.name, config));
  const control = await server.connect(database.name);
  await control.query(`set session authorization ${controlRole}`);
  await control.query(programSql());
  const cut = cutProgram({ grammar, statements: plan.value.run, config, installed: await installedExtensions(admin, plan.value.extensions) });
  await storeProgram(control, cut.value);
  await admin.query('select cognition.adopt_template()');
  const sessions = [control];
  return {
    admin, control, controlRole, program: cut.value, diagnostics: [...loaded.diagnostics, ...cut.diagnostics], config,
    name: (stem) => `${stem}_${run}`,
    connect: async () => {
      const session = await server.connect(database.name);
      sessions.push(session);
      await session.query(`set session authorization ${controlRole}`);
      return session;
    },
    close: async () => {
      for (const session of sessions) await session.end();
      await admin.query('rollback');
      await dropTenants(admin, run, config);
      await admin.query(`reset session authorization; drop schema cognition cascade; drop owned by ${controlRole} cascade; drop role ${controlRole}`);
      await database.drop();
    },
  };
}

/** As on Aurora: it owns what the control schema is made of, and no more. */
function controlRoleSql(role: string, database: string, config: Config): string {
  const groups = [ownersGroup, ...config.roles.map(({ name }) => groupRole(name))].map(quoteIdentifier).join(', ');
  return `
    create role ${role} nosuperuser createrole;
    grant create on database ${quoteIdentifier(database)} to ${role};
    grant ${groups} to ${role} with admin option;
    alter schema cognition owner to ${role}; alter schema shared owner to ${role}; alter schema extensions owner to ${role};
    do $$ declare name text; begin
      for name in select c.oid::regclass::text from pg_class c where c.relnamespace in ('cognition'::regnamespace, 'shared'::regnamespace, 'public'::regnamespace) and (c.relkind in ('r', 'p', 'v', 'm') or (c.relkind = 'S' and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 1259 and d.refclassid = 1259))) loop execute 'alter table ' || name || ' owner to ${role}'; end loop;
      for name in select p.oid::regprocedure::text from pg_proc p where p.pronamespace in ('cognition'::regnamespace, 'shared'::regnamespace, 'public'::regnamespace) and p.prokind <> 'a' loop execute 'alter routine ' || name || ' owner to ${role}'; end loop;
      for name in select t.oid::regtype::text from pg_type t where t.typnamespace in ('shared'::regnamespace, 'public'::regnamespace) and t.typtype in ('e', 'd') loop execute 'alter type ' || name || ' owner to ${role}'; end loop;
    end $$;`;
}

async function dropTenants(admin: Client, run: string, config: Config): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(`select nspname as name from pg_namespace where nspname like '%\\_' || $1`, [run]);
  for (const { name } of rows) await admin.query(`drop schema ${quoteIdentifier(name)} cascade`);
  const suffixes = ['owner', ...config.roles.map((role) => role.name)].join('|');
  const roles = await admin.query<{ name: string }>(`select rolname as name from pg_roles where rolname ~ ('_' || $1 || '_(${suffixes})$')`, [run]);
  for (const { name } of roles.rows) await admin.query(`drop owned by ${quoteIdentifier(name)} cascade; drop role ${quoteIdentifier(name)}`);
}
