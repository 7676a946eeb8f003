import { installedExtensions } from '../../src/catalog/extensions.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { cutProgram } from '../../src/tenancy/program/cut-program.js';
import { templateChecksum } from '../../src/tenancy/template/install-template.js';
import { readTemplate } from './read-template.js';
import { TemplateMistakes } from './template-mistakes.js';
import type { Context } from './types.js';

/** Whether the database's template is this one, as it is written. Nothing is installed for the question. @throws TemplateMistakes */
export async function isInstalled(context: Context): Promise<boolean> {
  const { command, config, owner } = context;
  const read = await readTemplate(command.root, config);
  if (read === null) return false;
  const installed = read.plan.extensions.length === 0 ? null : await installedExtensions(context.session, read.plan.extensions);
  const { value: program, diagnostics } = cutProgram({ grammar: read.grammar, statements: read.plan.run, config, installed });
  if (hasErrors(diagnostics)) throw new TemplateMistakes(diagnostics, read.texts);
  const sum = templateChecksum({ config, plan: read.plan, program });
  return owner(async (session) => (await session.query('select 1 as one from cognition.installed_template i where i.checksum = $1::text', [sum])).rows.length > 0);
}
