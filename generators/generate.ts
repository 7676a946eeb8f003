import type { Catalog } from '../src/catalog/types.js';
import type { FileChange } from '../src/changes/types.js';
import { readSettings } from '../src/config/read-settings.js';
import type { Config, Settings } from '../src/config/types.js';
import type { SchemaPlan } from '../src/graphql/types.js';
import type { Names } from '../src/names/types.js';
import { loadGrammar } from '../src/parse/load-grammar.js';
import { ServerRefusal } from '../src/postgres/refusal.js';
import type { PostgresServer } from '../src/postgres/types.js';
import type { ResolversPlan } from '../src/resolvers/types.js';
import { hasErrors } from '../src/source/diagnostic.js';
import { readSources } from '../src/source/read-files.js';
import type { Diagnostic, SourceFile } from '../src/source/types.js';
import type { FieldStatement } from '../src/statements/types.js';
import { prepareDatabase } from './prepare-database.js';
import type { Progress } from './progress.js';

/** What each stage handed on; a stage behind the first error is null. */
export interface Generated {
  readonly source: readonly SourceFile[];
  readonly config: Settings | null;
  readonly catalog: Catalog | null;
  readonly names: Names | null;
  readonly statements: readonly FieldStatement[] | null;
  readonly graphql: SchemaPlan | null;
  readonly resolvers: ResolversPlan | null;
  readonly changes: readonly FileChange[] | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface GenerateInput {
  readonly root: string;
  readonly configPath: string | null;
  /** Started as soon as the settings say which version; the caller stops it. */
  readonly startServer: (version: 17 | 18) => Promise<PostgresServer>;
  readonly progress: Progress;
}

const templatePatterns = ['tenant_template/**/*.sql', 'shared/**/*.sql'];

/** A server that cannot be had is something to tell the user; anything else is our bug. */
function refused(error: unknown): Diagnostic {
  if (error instanceof ServerRefusal) return error.diagnostic;
  throw error;
}

/**
 * SQL and spec in, files out: the whole River, nothing written. Mistakes are collected as far as later stages still
 * say something of their own: settings with the template, names with statements.
 */
export async function generate({ root, configPath, startServer, progress }: GenerateInput): Promise<Generated> {
  const diagnostics: Diagnostic[] = [];
  const heard = <T>(stage: { readonly value: T; readonly diagnostics: readonly Diagnostic[] }): T => {
    diagnostics.push(...stage.diagnostics);
    return stage.value;
  };
  let done: Generated = { source: [], config: null, catalog: null, names: null, statements: null, graphql: null, resolvers: null, changes: null, diagnostics };
  const failed = (): boolean => hasErrors(diagnostics);

  progress.step('reading');
  let starting: Promise<PostgresServer | Diagnostic> | null = null;
  // It takes its time while the rest is read.
  const whenConfig = (config: Config): void => void (starting = startServer(config.postgres).catch(refused)).catch(() => undefined);
  const [files, settings] = await Promise.all([readSources(root, templatePatterns), readSettings({ root, ...(configPath !== null && { configPath }), whenConfig })]);
  const source = heard(files);
  diagnostics.push(...settings.diagnostics);
  done = { ...done, source, config: settings };

  progress.step('loading the template');
  const [grammar, server] = await Promise.all([loadGrammar(), starting ?? startServer(settings.config.postgres).catch(refused)]);
  if (hasErrors(files.diagnostics)) return done; // what is in that file would be missed everywhere
  if (!('connect' in server)) return { ...done, diagnostics: [...diagnostics, server] };
  const stages = import('./stages.js');
  const prepared = heard(await prepareDatabase(server, grammar, source, settings.config));
  if (prepared === null) return done;
  const { database, catalog, views } = prepared;
  done = { ...done, catalog };
  try {
    if (failed()) return done;
    const { chooseNames, planResolvers, planSchema, render, typeStatements } = await stages;
    const names = heard(chooseNames(catalog, settings));
    done = { ...done, names };

    progress.step('typing statements');
    const statements = heard(await typeStatements({ database, catalog, views, names, settings, grammar }));
    done = { ...done, statements };
    if (failed()) return done;

    progress.step('planning the API');
    const graphql = heard(planSchema({ catalog, names, settings, fields: statements }));
    done = { ...done, graphql };
    if (failed()) return done;
    const resolvers = heard(planResolvers({ catalog, names, settings, schema: graphql }));
    done = { ...done, resolvers };
    if (failed()) return done;

    progress.step('writing');
    const changes = heard(await render({ catalog, names, settings, schema: graphql, resolvers }));
    return { ...done, changes };
  } finally {
    await database.close();
  }
}
