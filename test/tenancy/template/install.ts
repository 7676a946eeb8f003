import type { Client } from 'pg';
import { planLoad } from '../../../src/catalog/plan-load.js';
import type { Config } from '../../../src/config/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { cutProgram } from '../../../src/tenancy/program/cut-program.js';
import { installTemplate, type Template } from '../../../src/tenancy/template/install-template.js';

/** A template of these files, ready to be installed. Its extensions' names are written without a schema. */
export async function templateOf(files: string | Readonly<Record<string, string>>, config: Config): Promise<Template> {
  const grammar = await loadGrammar();
  const texts = typeof files === 'string' ? { 'tenant_template/a.sql': files } : files;
  const plan = planLoad(grammar, Object.entries(texts).map(([path, text]) => ({ path, text })), config);
  const mistakes = plan.diagnostics.filter(({ severity }) => severity === 'error');
  if (mistakes.length > 0) throw new Error(mistakes.map(({ message }) => message).join('\n'));
  return { config, plan: plan.value, program: cutProgram({ grammar, statements: plan.value.run, config, installed: null }).value };
}

export async function install(client: Client, files: string | Readonly<Record<string, string>>, config: Config): Promise<{ readonly changed: boolean; readonly version: string }> {
  return installTemplate(client, await templateOf(files, config));
}
