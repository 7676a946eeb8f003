import type { Answers, Question } from '../../src/migrations/types.js';
import type { Io } from '../io.js';
import { readFlags } from './read-answers.js';

/**
 * Puts one question after the other to whoever sits there, in the words of the flags: the number of one, or a flag typed
 * in full.
 *
 * @returns null where they would rather not answer
 */
export async function askQuestions(questions: readonly Question[], start: Answers, { ask, stderr }: Pick<Io, 'ask' | 'stderr'>): Promise<Answers | null> {
  let answers = start;
  for (const question of questions) {
    const next = ask === undefined ? null : await askOne(question, answers, ask, stderr);
    if (next === null) return null;
    answers = next;
  }
  return answers;
}

async function askOne({ text, flags }: Question, answers: Answers, ask: NonNullable<Io['ask']>, stderr: Io['stderr']): Promise<Answers | null> {
  const list = flags.map((flag, index) => `\n  ${index + 1}  ${flag}`).join('');
  for (;;) {
    const line = (await ask(`${text}${list}\n  a number, or such a flag with a value of your own`))?.trim() ?? null;
    if (line === null || line === '') return null;
    const chosen = /^\d+$/u.test(line) ? flags[Number(line) - 1] : line;
    const read = chosen === undefined ? `there is no ${line}` : readFlags(answers, chosen);
    if (typeof read !== 'string') return read;
    stderr.write(`${read}\n`);
  }
}
