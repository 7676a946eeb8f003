import { installedExtensions, installExtensions } from '../../src/catalog/extensions.js';
import { planLoad, type LoadPlan } from '../../src/catalog/plan-load.js';
import type { Config } from '../../src/config/types.js';
import { asOwner } from '../../src/environment/as-owner.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import type { Grammar } from '../../src/parse/types.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { readSources } from '../../src/source/read-files.js';
import { cutProgram } from '../../src/tenancy/program/cut-program.js';
import type { TemplateProgram } from '../../src/tenancy/program/types.js';
import { TemplateMistakes } from './template-mistakes.js';
import { templatePatterns } from './template-patterns.js';

/** A project's template, put in order. */
export interface ReadTemplate {
  readonly plan: LoadPlan;
  readonly grammar: Grammar;
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads the template of a project.
 *
 * @returns null where the project has none
 * @throws TemplateMistakes
 */
export async function readTemplate(root: string, config: Config): Promise<ReadTemplate | null> {
  const { value: files, diagnostics } = await readSources(root, templatePatterns);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  if (hasErrors(diagnostics)) throw new TemplateMistakes(diagnostics, texts);
  if (files.length === 0) return null;
  const grammar = await loadGrammar();
  const plan = planLoad(grammar, files, config);
  if (hasErrors(plan.diagnostics)) throw new TemplateMistakes(plan.diagnostics, texts);
  return { plan: plan.value, grammar, texts };
}

/**
 * Cuts the template into the program that makes tenants. Names of extensions' objects must be known for that, so the
 * extensions that it wants are installed before.
 *
 * @throws TemplateMistakes
 */
export async function cutTemplate(session: SqlSession, signal: AbortSignal, { plan, grammar, texts }: ReadTemplate, config: Config): Promise<TemplateProgram> {
  const installed = plan.extensions.length === 0 ? null : await asOwner(session, signal, async () => {
    await session.query('select cognition.lock_tenants()');
    await session.query('create schema if not exists extensions');
    await session.query('set local role none');
    const diagnostics = await installExtensions(session, plan.extensions);
    if (hasErrors(diagnostics)) throw new TemplateMistakes(diagnostics, texts);
    return installedExtensions(session, plan.extensions);
  });
  const { value, diagnostics } = cutProgram({ grammar, statements: plan.run, config, installed });
  if (hasErrors(diagnostics)) throw new TemplateMistakes(diagnostics, texts);
  return value;
}
