import type { UserEdit } from '../../src/changes/types.js';
import { addToYaml } from '../../src/edit/yaml/add-to-yaml.js';
import type { Wanted } from '../../src/edit/yaml/types.js';
import { entryLines } from '../../src/edit/yaml/block-ways.js';
import { error } from '../../src/source/diagnostic.js';
import { Refused } from './refused.js';
import type { Project } from './types.js';

/** Without a spec all tables have CRUD, which a spec that is silent about it would take away. */
const firstSpec = "# yaml-language-server: $schema=./node_modules/pg-cognition/resolvers.schema.json\nversion: 1\ncrud: '*'\n";

/** The spec's file in the project's root; `before` is null where there is none yet. */
async function specFile(project: Project): Promise<{ readonly path: string; readonly before: string | null; readonly raw: string; readonly text: string }> {
  for (const path of ['resolvers.yaml', 'resolvers.yml']) {
    const file = await project.file(path);
    if (file !== null) return { ...file, before: file.raw };
  }
  return { path: 'resolvers.yaml', before: null, raw: firstSpec, text: firstSpec };
}

/**
 * An entry for `resolvers.yaml`, which is made where it is not there. Nothing where the entry is there.
 *
 * @param other the same for a section that is a list where `wanted` is for a map
 * @throws Refused PGC762 with the lines to paste
 */
export async function specEdits(project: Project, wanted: Wanted, other: Wanted = wanted): Promise<readonly UserEdit[]> {
  const { before, ...file } = await specFile(project);
  const first = addToYaml(file, wanted);
  const second = first.kind === 'refused' ? addToYaml(file, other) : first;
  const edited = second.kind === 'refused' ? first : second;
  if (edited.kind === 'edited') return [{ path: file.path, before, after: edited.raw }];
  if (edited.kind === 'unchanged') return [];
  const lines = entryLines(wanted, '  ').map((line) => `  ${line}`);
  throw new Refused([error('PGC762', `${file.path} ${edited.reason}`, { file: file.path, start: edited.at, end: edited.at }, ['add to it:', `${wanted.section}:`, ...lines].join('\n'))]);
}
