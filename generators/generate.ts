import type { Catalog } from '../src/catalog/types.js';
import type { FileChange } from '../src/changes/types.js';
import type { Settings } from '../src/config/types.js';
import type { SchemaPlan } from '../src/graphql/types.js';
import type { Names } from '../src/names/types.js';
import type { ResolversPlan } from '../src/resolvers/types.js';
import { hashTemplate } from '../src/migrations/files/hash-template.js';
import { hasErrors } from '../src/source/diagnostic.js';
import type { Diagnostic, SourceFile } from '../src/source/types.js';
import type { FieldStatement } from '../src/statements/types.js';
import { missingMigration } from './migration/missing-migration.js';
import { openProject, type Opened, type OpenInput } from './open-project.js';
import type { Prepared } from './prepare-database.js';

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
  /** Tells the template from others; null where it was not to be loaded. */
  readonly template: string | null;
  /** {@link hashTemplate} of its files: what generated/ is made from. Null where no files come of the run. */
  readonly madeFrom: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

const nothing = { source: [], config: null, catalog: null, names: null, statements: null, graphql: null, resolvers: null, changes: null, template: null, madeFrom: null };

/**
 * SQL and spec in, files out: the whole River, nothing written. Mistakes are collected as far as later stages still
 * say something of their own: settings with the template, names with statements.
 */
export async function generate(input: OpenInput): Promise<Generated> {
  const opened = await openProject(input);
  const { source, settings, template, prepared } = opened;
  const diagnostics = [...source.diagnostics, ...settings.diagnostics, ...(await missingMigration(input.root, source.value))];
  const done: Generated = { ...nothing, source: source.value, config: settings, template, diagnostics };
  if (prepared === null) return done;
  if (!('value' in prepared)) return { ...done, diagnostics: [...diagnostics, prepared] };
  diagnostics.push(...prepared.diagnostics);
  return prepared.value === null ? done : runStages(input, opened, prepared.value, { ...done, catalog: prepared.value.catalog });
}

/** The stages behind the database. */
async function runStages({ progress }: OpenInput, { settings, grammar }: Opened, { database, catalog, views }: Prepared, start: Generated): Promise<Generated> {
  const diagnostics = [...start.diagnostics];
  let done: Generated = { ...start, diagnostics };
  const heard = <T>(stage: { readonly value: T; readonly diagnostics: readonly Diagnostic[] }): T => {
    diagnostics.push(...stage.diagnostics);
    return stage.value;
  };
  const failed = (): boolean => hasErrors(diagnostics);
  try {
    if (failed()) return done;
    const { chooseNames, planResolvers, planSchema, render, typeStatements } = await import('./stages.js');
    const names = heard(chooseNames(catalog, settings));
    done = { ...done, names };

    progress.step('typing statements');
    const statements = heard(await typeStatements({ database, catalog, views, names, settings, grammar: await grammar }));
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
    return { ...done, changes, madeFrom: hashTemplate(done.source) };
  } finally {
    await database.close();
  }
}
