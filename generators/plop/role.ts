import { closeRoles } from '../../src/config/close-roles.js';
import { addRole, roleText } from '../../src/edit/typescript/add-role.js';
import { openTypescript } from '../../src/edit/typescript/open-typescript.js';
import { error } from '../../src/source/diagnostic.js';
import type { Diagnostic } from '../../src/source/types.js';
import { listOf, textOf } from './answers.js';
import { Refused } from './refused.js';
import type { Answers, Generator, Made, Project } from './types.js';

/** `pgcog-gen role billing`: a role of the application, spliced into the settings. */
export const role: Generator = {
  prompts: [
    { name: 'name', flag: null, words: 'the role: billing', kind: 'text', needed: true },
    { name: 'inherits', flag: '--inherits <role>', words: 'a role whose rights it has too', kind: 'list' },
  ],
  examples: ['pgcog-gen role billing', 'pgcog-gen role managers --inherits users'],
  plan,
};

async function plan(answers: Answers, project: Project): Promise<Made> {
  const wanted = { name: textOf(answers, 'name') ?? '', inherits: listOf(answers, 'inherits') };
  const { roles } = await project.config();
  const next = [`pgcog-gen policy TABLE --role ${wanted.name}, or grants to tenant_${wanted.name}`];
  if (roles.some(({ name }) => name === wanted.name)) return { edits: [], says: [`the role ${wanted.name} is there already`], next };
  checkRole(wanted, roles);
  const file = await project.configFile();
  if (file === null) {
    const text = `import { defineConfig } from 'pg-cognition';\n\nexport default defineConfig({\n  roles: { ${roleText(wanted)} },\n});\n`;
    return { edits: [{ path: 'pgcog.config.ts', before: null, after: text }], says: [], next };
  }
  const edited = addRole(await openTypescript(), file, wanted);
  if (edited.kind === 'refused') throw new Refused([error('PGC762', `${file.path} ${edited.reason}`, { file: file.path, start: edited.at, end: edited.at }, `add to its roles:\n${roleText(wanted)},`)]);
  return { edits: edited.kind === 'edited' ? [{ path: file.path, before: file.raw, after: edited.raw }] : [], says: [], next };
}

/** By the rules that the settings are read by. */
function checkRole({ name, inherits }: { readonly name: string; readonly inherits: readonly string[] }, roles: readonly { readonly name: string }[]): void {
  const diagnostics: Diagnostic[] = [];
  const nowhere = { value: null, span: { file: '', start: 0, end: 0 }, key: null, children: new Map(), text: null };
  closeRoles({ ...Object.fromEntries(roles.map((one) => [one.name, {}])), [name]: { inherits } }, nowhere, diagnostics);
  if (diagnostics.length > 0) throw new Refused(diagnostics.map((one) => ({ ...one, span: null })));
}
