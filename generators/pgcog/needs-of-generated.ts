import { hashText, readManifest } from '../../src/changes/file-manifest.js';
import { hashTemplate } from '../../src/migrations/files/hash-template.js';
import type { ReadMigration } from '../../src/migrations/files/types.js';
import { readSource, readSources } from '../../src/source/read-files.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { TemplateMistakes } from './template-mistakes.js';
import { templatePatterns } from './template-patterns.js';
import type { Context } from './types.js';

/** Why what lies in generated/ cannot be deployed, and what to do about it. */
export interface Lacking {
  readonly message: string;
  readonly hint: string;
}

const generate = 'pgcog-gen generate';

/**
 * What generated/ needs that no migration carries: told by texts alone, without a server of its own. generated/ says
 * which template it was made from, and a migration which one it leads to. Where the last migration does not say it (it
 * was written by hand), the template that the database has is asked.
 *
 * @param files of the folder, in their order
 * @returns null where every tenant that has the last migration has what generated/ needs
 * @throws TemplateMistakes where the template or the list of generated files cannot be read
 */
export async function needsOfGenerated(context: Context, files: readonly ReadMigration[]): Promise<Lacking | null> {
  const { command: { root } } = context;
  const [made, { value: sources, diagnostics }] = await Promise.all([readManifest(root), readSources(root, templatePatterns)]);
  const mistakes = [...made.diagnostics, ...diagnostics];
  if (hasErrors(mistakes)) throw new TemplateMistakes(mistakes, new Map(sources.map(({ path, text }) => [path, text])));
  const { template, files: listed } = made.value;
  if (template === null) return { message: Object.keys(listed).length === 0 ? 'nothing is generated' : 'generated/ does not say which template it was made from', hint: generate };
  const now = hashTemplate(sources);
  if (template !== now) return { message: 'generated/ is not made from the template that is there', hint: generate };
  const changed = await changedStatements(root, listed);
  if (changed !== null) return changed;
  const head = files.at(-1);
  if (head?.template === now) return null;
  const { isInstalled } = await import('./is-installed.js');
  if (await isInstalled(context)) return null;
  if (head === undefined) return { message: 'the database has another template than generated/ was made from', hint: 'pgcog control up installs it while there is no tenant; pgcog-gen migration init begins to take tenants along' };
  return { message: `the template has changes that no migration carries: ${head.id} does not lead to it`, hint: 'pgcog-gen migration NAME writes what is missing' };
}

/** What may be run stands in this file alone. */
async function changedStatements(root: string, listed: Readonly<Record<string, string>>): Promise<Lacking | null> {
  const path = 'generated/statements.json';
  const wanted = listed[path];
  const found = await readSource(root, path);
  if (wanted === undefined || (found !== null && 'text' in found && hashText(found.text) === wanted)) return null;
  return { message: `${path} is not as it was generated`, hint: generate };
}
