import { textOf } from './answers.js';
import { checkFileName } from './check-name.js';
import { WrongLine } from './refused.js';
import type { Answers, Generator, Made, Project } from './types.js';

/** Files of `lambda/` that have a meaning of their own. */
const taken: Readonly<Record<string, string>> = { hooks: 'pgcog-gen hook NAME', members: 'members: true in resolvers.yaml seeds it', rotation: 'members: true in resolvers.yaml seeds it', 'data-source': 'it is the data source', index: 'choose another name', resolvers: 'pgcog-gen resolver NAME --lambda' };

/** `pgcog-gen lambda nightly-report`: a function of its own, for a schedule or a queue. */
export const lambda: Generator = {
  prompts: [{ name: 'name', flag: null, words: 'the function: nightly-report', kind: 'text', needed: true }],
  examples: ['pgcog-gen lambda nightly-report'],
  plan,
};

async function plan(answers: Answers, project: Project): Promise<Made> {
  const name = checkFileName(textOf(answers, 'name') ?? '');
  const other = Object.hasOwn(taken, name) ? taken[name] : undefined;
  if (other !== undefined) throw new WrongLine('PGC760', `lambda/${name}.ts has a meaning of its own`, other);
  const path = `lambda/${name}.ts`;
  const next = project.has('infra') ? [`make it a function in infra/, with lambda/${name}.ts for its entry and what invokes it`] : [`deploy it with your other functions, and say what invokes it`];
  return { edits: [{ path, before: null, after: text(name) }], says: [], next: [`write ${path}`, ...next] };
}

function text(name: string): string {
  return `/**
 * A function of its own: what invokes it has no login, so it reaches the database as nobody. What needs rows calls the
 * API with the function's own IAM role, which an override of the data source lets in. This file is yours.
 */
export async function handler(event: unknown): Promise<void> {
  console.log(JSON.stringify({ function: '${name}', event: typeof event }));
}
`;
}
