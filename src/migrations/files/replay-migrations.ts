import type { Client } from 'pg';
import { installedExtensions, installExtensions, wantedExtension, type WantedExtension } from '../../catalog/extensions.js';
import { makeViewsInvokers } from '../../catalog/invoker-views.js';
import { pathSql } from '../../catalog/load-step.js';
import { moveExtensionNames } from '../../catalog/move-extension-names.js';
import { pinRoutines } from '../../catalog/pin-routines.js';
import { defaultGrantsSql, prepareSchemas } from '../../catalog/prepare-schemas.js';
import { readRoutines } from '../../catalog/routines.js';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Config } from '../../config/types.js';
import { parseFile } from '../../parse/parse-file.js';
import type { Grammar, SplicedText } from '../../parse/types.js';
import { refusalOf } from '../../postgres/failure.js';
import { error, hasErrors } from '../../source/diagnostic.js';
import type { Diagnostic } from '../../source/types.js';
import { publicFaceSql } from '../../tenancy/public-face.js';
import type { MigrationFile, MigrationStep } from '../types.js';
import { hasKey } from './has-key.js';
import { replayFailure } from './replay-failure.js';

export interface ReplayInput {
  /** Empty; its two sessions outside any transaction. */
  readonly database: { readonly admin: Client; readonly owner: Client };
  readonly grammar: Grammar;
  readonly config: Config;
  /** In the order of running. */
  readonly migrations: readonly MigrationFile[];
}

/**
 * Runs all migrations in an empty scratch database, as the owner of the template: what is there then is the template as
 * of the last migration, with what the loader adds to every template. Steps that follow each other in a transaction run
 * in one; an `alone` step runs outside of any, a batched one in one go. Ends at the first statement that the server
 * refuses, with a diagnostic at its place.
 *
 * @throws what `pg` throws when a connection breaks
 */
export async function replayMigrations(input: ReplayInput): Promise<readonly Diagnostic[]> {
  const { database, config, grammar, migrations } = input;
  await prepareSchemas(database, config, publicFaceSql(config));
  const wanted = migrations.flatMap(({ steps }) => steps.flatMap((step) => extensionOf(grammar, step) ?? []));
  for (const { steps } of migrations) {
    const diagnostics = await runSteps(input, steps, wanted);
    if (diagnostics.length > 0) return diagnostics;
  }
  await finish(database.owner, grammar, config);
  return [];
}

function extensionOf(grammar: Grammar, { sql, span }: MigrationStep): WantedExtension | null {
  if (!/^create\s+extension\b/iu.test(sql.text)) return null;
  const [statement] = parseFile(grammar, { path: span.file, text: sql.text }).value;
  const wanted = statement === undefined ? null : wantedExtension(statement, sql.text);
  return wanted === null ? null : { ...wanted, span };
}

async function runSteps(input: ReplayInput, steps: readonly MigrationStep[], extensions: readonly WantedExtension[]): Promise<readonly Diagnostic[]> {
  const { admin, owner } = input.database;
  let open = false;
  const close = async (how: 'commit' | 'rollback'): Promise<void> => {
    if (open) await owner.query(how);
    open = false;
  };
  for (const step of steps) {
    const extension = extensions.find(({ span }) => span === step.span);
    if (step.kind === 'alone' || extension !== undefined) await close('commit');
    if (step.kind !== 'alone' && !open) await owner.query('begin; set local check_function_bodies = off');
    open = step.kind !== 'alone';
    const diagnostics = extension === undefined ? await runStep(input, step, extensions) : await installExtensions(admin, [extension]);
    if (hasErrors(diagnostics)) {
      await close('rollback');
      return diagnostics;
    }
  }
  await close('commit');
  return [];
}

async function runStep({ database: { admin, owner }, grammar, config }: ReplayInput, step: MigrationStep, extensions: readonly WantedExtension[]): Promise<readonly Diagnostic[]> {
  const home = step.home === 'shared' ? fixedSchemas.shared : config.templateSchema;
  await owner.query(`set ${step.kind === 'alone' ? '' : 'local '}search_path = ${pathSql([home, fixedSchemas.extensions])}`);
  if (step.batch !== null && !(await hasKey(owner, home, step.batch))) {
    const hint = 'name the columns of its primary key, or of a unique key that is never null';
    return [error('PGC721', `${step.batch.key.join(', ')} is no key of ${step.batch.table}`, step.span, hint)];
  }
  const moved = await movedNames(admin, grammar, step, extensions);
  try {
    await owner.query(moved?.text ?? step.sql.text);
    return [];
  } catch (thrown) {
    const failure = refusalOf(thrown);
    return [replayFailure(failure, step, moved)];
  }
}

/** `public.citext` where its extension went; null where nothing needs it. */
async function movedNames(admin: Client, grammar: Grammar, { sql, span }: MigrationStep, extensions: readonly WantedExtension[]): Promise<SplicedText | null> {
  const installed = await installedExtensions(admin, extensions);
  if (installed.formerSchemas.size === 0) return null;
  const [statement] = parseFile(grammar, { path: span.file, text: sql.text }).value;
  return statement === undefined ? null : moveExtensionNames(grammar, statement, installed);
}

/** What the loader of templates adds: search paths of routines, views that run with their caller's rights. */
async function finish(owner: Client, grammar: Grammar, config: Config): Promise<void> {
  await owner.query('begin; set local search_path = pg_catalog');
  await pinRoutines(owner, await readRoutines(owner, config), grammar);
  await makeViewsInvokers(owner, config);
  if (config.defaultGrants) await owner.query(defaultGrantsSql(config));
  await owner.query('commit; reset search_path');
}
