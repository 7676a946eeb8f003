import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTypescript } from '../../src/edit/typescript/open-typescript.js';
import { checkedName, hookNames, wrapHook } from '../../src/edit/typescript/wrap-hook.js';
import { userFile } from '../../src/edit/user-file.js';
import { templatesFolder } from '../../src/render/templates-folder.js';
import { error } from '../../src/source/diagnostic.js';
import { choiceOf } from './answers.js';
import { MissingAnswer, Refused } from './refused.js';
import type { Answers, Generator, Made, Project } from './types.js';

const path = 'lambda/hooks.ts';

/** `pgcog-gen hook postConfirmation`: a step of the user's behind a trigger of the user pool. */
export const hook: Generator = {
  prompts: [{ name: 'name', flag: null, words: 'the trigger', kind: 'text', choices: hookNames, needed: true }],
  examples: ['pgcog-gen hook postConfirmation'],
  plan,
};

async function plan(answers: Answers, project: Project): Promise<Made> {
  const name = choiceOf(answers, 'name', hookNames);
  if (name === null) throw new MissingAnswer('name', 'nothing tells which trigger', `one of ${hookNames.join(', ')}`);
  const there = await project.file(path);
  const file = there ?? userFile(path, await readFile(join(templatesFolder(), 'seeded', path), 'utf8'));
  const edited = wrapHook(await openTypescript(), file, name);
  if (edited.kind === 'refused') {
    const hint = `put your step behind it yourself:\nexport const ${name}: typeof ${checkedName(name)} = async (event, context) => {\n  const answer = await ${checkedName(name)}(event, context);\n  return answer;\n};`;
    throw new Refused([error('PGC762', `${path} ${edited.reason}`, { file: path, start: edited.at, end: edited.at }, hint)]);
  }
  if (edited.kind === 'unchanged') return { edits: [], says: [`${name} of ${path} has a step of yours already`], next: [] };
  return { edits: [{ path, before: there?.raw ?? null, after: edited.raw }], says: [], next: [`write your step in ${name}, in ${path}`, 'Cognito waits for 5 seconds, and calls again: keep it short, and let it be called twice'] };
}
