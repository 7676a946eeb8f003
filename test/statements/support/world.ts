import { loadTemplate } from '../../../src/catalog/load-template.js';
import { readCatalog } from '../../../src/catalog/read-catalog.js';
import { probeRole } from '../../../src/catalog/scratch-roles.js';
import { readConfig } from '../../../src/config/read-config.js';
import { readSettings } from '../../../src/config/read-settings.js';
import { chooseNames } from '../../../src/names/choose-names.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { quoteIdentifier } from '../../../src/postgres/quote.js';
import { openScratch } from '../../../src/postgres/scratch.js';
import { startServer } from '../../../src/postgres/start-server.js';
import type { PostgresServer, ScratchDatabase } from '../../../src/postgres/types.js';
import { hasErrors } from '../../../src/source/diagnostic.js';
import type { Diagnostic } from '../../../src/source/types.js';
import type { ValueContext } from '../../../src/statements/codec.js';
import { checkScalars } from '../../../src/statements/codec/check-scalars.js';
import { planCrud } from '../../../src/statements/crud/plan-crud.js';
import { planFunctions } from '../../../src/statements/functions/plan-functions.js';
import { planRelations } from '../../../src/statements/relations/plan-relations.js';
import type { FieldStatement } from '../../../src/statements/types.js';
import { publicFaceSql } from '../../../src/tenancy/public-face.js';
import { makeProject, removeProject } from '../../support/project.js';
import { runStatement, type Answer, type Call } from './run-statement.js';

/** A template loaded on a real server, and the generator's own fields over it. */
export interface World extends ValueContext {
  readonly database: ScratchDatabase;
  readonly fields: readonly FieldStatement[];
  readonly diagnostics: readonly Diagnostic[];
  field(name: string): FieldStatement;
  /** Runs a field's statement as a role of the config (default: admins) and rolls back unless told to keep. */
  run(name: string, call?: Call): Promise<Answer>;
  /** SQL as the scratch superuser, search_path at the template. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
}

export interface WorldInput {
  readonly sql: string;
  readonly spec: string;
  readonly config?: string;
}

const standardConfig = `export default { defaultGrants: true };`;

/** Servers for a test file: one, stopped by {@link stop}. */
export function worlds(): { open(input: WorldInput): Promise<World>; stop(): Promise<void> } {
  let server: Promise<PostgresServer> | null = null;
  const opened: ScratchDatabase[] = [];
  return {
    async open(input) {
      const database = await openScratch(await (server ??= startServer({ version: 17 })));
      opened.push(database);
      return openWorld(database, input);
    },
    async stop() {
      for (const database of opened) await database.drop();
      await (await server)?.stop();
    },
  };
}

async function openWorld(database: ScratchDatabase, { sql, spec, config = standardConfig }: WorldInput): Promise<World> {
  const root = makeProject({ 'resolvers.yaml': `version: 1\n${spec}`, 'pgcog.config.ts': config });
  const settings = await readConfig(root, null).then((configured) => readSettings(root, configured)).finally(() => removeProject(root));
  const grammar = await loadGrammar();
  const files = [{ path: 'tenant_template/000.sql', text: sql }];
  const loaded = await loadTemplate({ database, grammar, files, config: settings.config, publicFace: publicFaceSql(settings.config) });
  const problems = [...settings.diagnostics, ...loaded.diagnostics];
  if (hasErrors(problems)) throw new Error(JSON.stringify(problems.filter(({ severity }) => severity === 'error'), null, 1));
  const catalog = await readCatalog({ database, config: settings.config, template: loaded.value });
  const names = chooseNames(catalog, settings);
  const context: ValueContext = { catalog, names: names.value, settings };
  const plans = [planCrud(context), planRelations(context), planFunctions(context)];
  const fields = plans.flatMap(({ value }) => value);
  const field = (name: string): FieldStatement => {
    const found = fields.find((one) => `${one.parent}.${one.field}` === name);
    if (found === undefined) throw new Error(`no field ${name}; there are ${fields.map((one) => `${one.parent}.${one.field}`).join(', ')}`);
    return found;
  };
  await database.admin.query(`set timezone = 'UTC'`);
  return {
    ...context, database, fields, field,
    diagnostics: [...names.diagnostics, ...checkScalars(context), ...plans.flatMap((plan) => plan.diagnostics)],
    run: (name, call = {}) => runStatement(database.admin, catalog.templateSchema, field(name), call, probeRole(settings.config, call.role ?? 'admins')),
    async sql(text) {
      await database.admin.query(`set search_path = ${quoteIdentifier(catalog.templateSchema)}, extensions`);
      const result = await database.admin.query<Record<string, unknown>>(text);
      await database.admin.query('reset search_path');
      return result.rows;
    },
  };
}
