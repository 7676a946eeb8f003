import type { Io } from '../io.js';
import type { Answers, Prompt } from './types.js';

/**
 * Asks for what was not told, in the words of the flags: everything where not even the first is there, else what is
 * needed. An empty answer leaves an optional one out. Null where whoever sits there would rather not.
 */
export async function askAnswers(prompts: readonly Prompt[], told: Answers, ask: NonNullable<Io['ask']>): Promise<Answers | null> {
  const first = prompts[0];
  const all = first !== undefined && told[first.name] === undefined && Object.keys(told).length === 0;
  let answers = told;
  for (const prompt of prompts) {
    if (answers[prompt.name] !== undefined || (!all && prompt.needed !== true)) continue;
    const answer = await askOne(prompt, ask);
    if (answer === null) return null;
    if (answer !== '') answers = { ...answers, [prompt.name]: answer };
  }
  return answers;
}

/** One answer; the empty text where an optional prompt is left out. */
export async function askOne(prompt: Prompt, ask: NonNullable<Io['ask']>): Promise<string | readonly string[] | boolean | null> {
  const { words, choices, kind, needed, flag, name } = prompt;
  const list = choices === undefined ? '' : ` (${choices.join(', ')})`;
  const hint = kind === 'yes' ? ' (yes or no)' : kind === 'list' ? ', several with semicolons between' : '';
  for (;;) {
    const line = (await ask(`${(flag ?? name).split(' ')[0] ?? name}: ${words}${list}${hint}`))?.trim() ?? null;
    if (line === null) return null;
    if (line === '') {
      if (needed === true) continue;
      return '';
    }
    if (kind === 'yes') return /^y/iu.test(line);
    if (choices !== undefined && !choices.includes(line)) continue;
    return kind === 'list' ? line.split(';').map((one) => one.trim()).filter((one) => one !== '') : line;
  }
}
