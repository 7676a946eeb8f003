import { planLoad } from '../../catalog/plan-load.js';
import { readConfig } from '../../config/read-config.js';
import { loadGrammar } from '../../parse/load-grammar.js';
import { hasErrors } from '../../source/diagnostic.js';
import { readSources } from '../../source/read-files.js';
import type { Staged } from '../../source/types.js';
import type { Project } from './make-database.js';

/**
 * Settings and SQL of the project at `root` (absolute); null with errors where they have mistakes.
 *
 * @param configPath another settings file than `pgcog.config.*`
 */
export async function readProject(root: string, configPath: string | null): Promise<Staged<Project | null>> {
  const [grammar, { config, diagnostics: said }, files] = await Promise.all([loadGrammar(), readConfig(root, configPath), readSources(root, ['tenant_template/**/*.sql', 'shared/**/*.sql'])]);
  const plan = planLoad(grammar, files.value, config);
  const diagnostics = [...said, ...files.diagnostics, ...plan.diagnostics];
  return { value: hasErrors(diagnostics) ? null : { config, plan: plan.value, grammar }, diagnostics };
}
