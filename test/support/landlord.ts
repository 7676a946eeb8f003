import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { loadTemplate } from '../../src/catalog/load-template.js';
import { installedExtensions } from '../../src/catalog/extensions.js';
import { planLoad } from '../../src/catalog/plan-load.js';
import type { Config } from '../../src/config/types.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { ensureRoles } from '../../src/postgres/roles.js';
import { openScratch } from '../../src/postgres/scratch.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import type { Diagnostic } from '../../src/source/types.js';
import { installControl } from '../../src/tenancy/control/install.js';
import { controlOwner } from '../../src/tenancy/control/role-names.js';
import { cutProgram } from '../../src/tenancy/program/cut-program.js';
import { storeProgram } from '../../src/tenancy/program/store-program.js';
import type { TemplateProgram } from '../../src/tenancy/program/types.js';
import { removeLeftovers } from '../tenancy/control/leftovers.js';

/** The control schema, a template loaded beside it as the generator does, and tenants made by its program. */
export interface Landlord {
  readonly admin: Client;
  /** As the control schema's owner: NOSUPERUSER CREATEROLE. */
  readonly control: Client;
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

/** Tenants are dropped with their roles at the end, whatever a test has made. One at a time on a server. */
export async function makeLandlord({ server, files: texts, config }: LandlordInput): Promise<Landlord> {
  const run = `c${randomBytes(3).toString('hex')}`;
  const grammar = await loadGrammar();
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  await makeRoom(server);
  const database = await openScratch(server);
  const { admin } = database;
  const plan = planLoad(grammar, files, config);
  await installControl(admin, config);
  const loaded = await loadTemplate({ database, grammar, files, config, publicFace: '', plan: Promise.resolve(plan) });
  const mistakes = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  if (mistakes.length > 0) throw new Error(mistakes.map(({ message }) => message).join('\n'));
  await admin.query(ownSharedSql);
  const control = await server.connect(database.name);
  await control.query(`set session authorization ${controlOwner}; select cognition.open_shared()`);
  const cut = cutProgram({ grammar, statements: plan.value.run, config, installed: await installedExtensions(admin, plan.value.extensions), said: loaded.diagnostics });
  await storeProgram(control, cut.value);
  await admin.query('select cognition.adopt_template()');
  const sessions = [control];
  return {
    admin, control, program: cut.value, diagnostics: [...loaded.diagnostics, ...cut.diagnostics], config,
    name: (stem) => `${stem}_${run}`,
    connect: async () => {
      const session = await server.connect(database.name);
      sessions.push(session);
      await session.query(`set session authorization ${controlOwner}`);
      return session;
    },
    close: async () => {
      for (const session of sessions) await session.end();
      await database.drop();
      await makeRoom(server);
    },
  };
}

/** What is beside tenants is the control owner's: who changes it opens it to them. */
const ownSharedSql = `
    alter schema shared owner to ${controlOwner}; alter schema extensions owner to ${controlOwner};
    do $$ declare name text; begin
      for name in select c.oid::regclass::text from pg_class c where c.relnamespace in ('shared'::regnamespace, 'public'::regnamespace) and (c.relkind in ('r', 'p', 'v', 'm') or (c.relkind = 'S' and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 1259 and d.refclassid = 1259))) loop execute 'alter table ' || name || ' owner to ${controlOwner}'; end loop;
      for name in select p.oid::regprocedure::text from pg_proc p where p.pronamespace in ('shared'::regnamespace, 'public'::regnamespace) and p.prokind <> 'a' loop execute 'alter routine ' || name || ' owner to ${controlOwner}'; end loop;
      for name in select t.oid::regtype::text from pg_type t where t.typnamespace in ('shared'::regnamespace, 'public'::regnamespace) and t.typtype in ('e', 'd') loop execute 'alter type ' || name || ' owner to ${controlOwner}'; end loop;
    end $$;`;

/** Roles belong to the whole server, which has room for one control schema. */
async function makeRoom(server: PostgresServer): Promise<void> {
  const maintenance = await server.connect(server.maintenance);
  try {
    await ensureRoles(maintenance, []);
    await removeLeftovers(maintenance);
  } finally {
    await maintenance.end();
  }
}
