import { installedExtensions } from '../../src/catalog/extensions.js';
import { loadTemplate } from '../../src/catalog/load-template.js';
import { planLoad, type LoadPlan } from '../../src/catalog/plan-load.js';
import type { Config } from '../../src/config/types.js';
import { initialPlan } from '../../src/migrations/files/initial-plan.js';
import type { MigrationPlan } from '../../src/migrations/types.js';
import type { Grammar } from '../../src/parse/types.js';
import { openScratch } from '../../src/postgres/scratch.js';
import type { PostgresServer, ScratchDatabase } from '../../src/postgres/types.js';
import type { Diagnostic, SourceFile } from '../../src/source/types.js';
import { cutProgram } from '../../src/tenancy/program/cut-program.js';
import { publicFaceSql } from '../../src/tenancy/public-face.js';
import type { Template } from '../../src/tenancy/template/install-template.js';

export interface Tools {
  readonly server: PostgresServer;
  readonly config: Config;
  readonly grammar: Grammar;
}

/** A template as it is written now, loaded into a database that is only looked at. */
export interface OpenedTemplate {
  readonly database: ScratchDatabase;
  readonly files: readonly SourceFile[];
  readonly plan: LoadPlan;
  readonly template: Template;
}

/** What the product says no to, in its own words. */
export class Refused extends Error {
  constructor(what: string, diagnostics: readonly Diagnostic[]) {
    super([`${what}:`, ...diagnostics.map(({ code, message, hint }) => `${code} ${message}${hint === null ? '' : ` (${hint})`}`)].join('\n  '));
    this.codes = diagnostics.map(({ code }) => code);
  }

  readonly codes: readonly string[];
}

/** @throws Refused where the loader does not take it */
export async function openTemplate({ server, config, grammar }: Tools, files: readonly SourceFile[]): Promise<OpenedTemplate> {
  const database = await openScratch(server);
  try {
    const plan = planLoad(grammar, files, config);
    const loaded = await loadTemplate({ database, grammar, files, config, publicFace: publicFaceSql(config), plan: Promise.resolve(plan) });
    const installed = await installedExtensions(database.admin, plan.value.extensions);
    const cut = cutProgram({ grammar, statements: plan.value.run, config, installed, said: loaded.diagnostics });
    refuse('the template is not taken', [...loaded.diagnostics, ...cut.diagnostics]);
    return { database, files, plan: plan.value, template: { config, plan: plan.value, program: cut.value } };
  } catch (error) {
    await database.drop();
    throw error;
  }
}

/** The first migration of a project that has this template. */
export async function firstPlan({ grammar, config }: Tools, { files, plan, database }: OpenedTemplate): Promise<MigrationPlan> {
  return initialPlan({ grammar, config, files, plan, installed: await installedExtensions(database.admin, plan.extensions) });
}

/** @throws Refused for the errors among these */
export function refuse(what: string, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Refused(what, errors);
}
