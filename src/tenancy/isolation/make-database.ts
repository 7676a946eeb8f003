import type { Client } from 'pg';
import { installedExtensions, installExtensions, type InstalledExtensions } from '../../catalog/extensions.js';
import type { LoadPlan } from '../../catalog/plan-load.js';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Config } from '../../config/types.js';
import type { Grammar } from '../../parse/types.js';
import { hasErrors } from '../../source/diagnostic.js';
import type { Diagnostic } from '../../source/types.js';
import { installControl } from '../control/install.js';
import { controlOwner } from '../control/role-names.js';
import { cutProgram } from '../program/cut-program.js';
import { installTemplate } from '../template/install-template.js';

/** What tenants are made from. */
export interface Project {
  readonly config: Config;
  readonly plan: LoadPlan;
  readonly grammar: Grammar;
}

/** The project's SQL has mistakes that show only when tenants are to be made. */
export class ProjectRefusal extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super('the template has mistakes');
    this.name = 'ProjectRefusal';
  }
}

/**
 * The control schema and the project's template, in an empty database.
 *
 * @param admin a superuser's session in it
 * @throws ProjectRefusal, TemplateRefused where the project's SQL does not run; what `pg` throws
 */
export async function makeDatabase(admin: Client, { config, plan, grammar }: Project): Promise<void> {
  await installControl(admin, config);
  const installed = plan.extensions.length === 0 ? null : await makeExtensions(admin, plan);
  const { value: program, diagnostics } = cutProgram({ grammar, statements: plan.run, config, installed });
  refuseErrors(diagnostics);
  await installTemplate(admin, { config, plan, program });
}

/** Names that extensions brought must be known before the template is cut. */
async function makeExtensions(admin: Client, { extensions }: LoadPlan): Promise<InstalledExtensions> {
  await admin.query(`create schema ${fixedSchemas.extensions} authorization ${controlOwner}`);
  refuseErrors(await installExtensions(admin, extensions));
  return installedExtensions(admin, extensions);
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
  if (hasErrors(diagnostics)) throw new ProjectRefusal(diagnostics);
}
