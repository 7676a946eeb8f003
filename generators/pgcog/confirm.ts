import { CommandRefusal } from '../../src/environment/refusal.js';
import type { Io } from '../io.js';
import { WrongLine } from './arguments.js';
import type { Confirmation } from './types.js';

/**
 * Refuses, before anything is opened, what was confirmed wrongly, or not at all where nobody can be asked.
 *
 * @returns what is still to be asked
 * @throws WrongLine PGC606
 */
export function openQuestions(confirmations: readonly Confirmation[], io: Io): readonly Confirmation[] {
  for (const confirmation of confirmations) {
    const { flag, wanted, given, question } = confirmation;
    if (given !== null && !confirms(given, confirmation)) throw new WrongLine(`${flag} ${given}: that is not ${wanted}; nothing was done`, `to go on: ${flag} ${wanted}`, 'PGC606');
    if (given === null && io.ask === undefined) throw new WrongLine(`this needs a confirmation: ${question}`, `add ${flag} ${wanted}`, 'PGC606');
  }
  return confirmations.filter(({ given }) => given === null);
}

/** Asks what is still to be asked. @throws CommandRefusal PGC606 for another answer */
export async function askAll(questions: readonly Confirmation[], io: Io): Promise<void> {
  for (const asked of questions) {
    const { flag, wanted, question } = asked;
    const answer = (await io.ask?.(question)) ?? null;
    if (answer === null || !confirms(answer, asked)) throw new CommandRefusal('PGC606', answer === null ? 'not confirmed; nothing was done' : `${answer} is not ${wanted}; nothing was done`, `without a question: ${flag} ${wanted}`);
  }
}

function confirms(text: string, { wanted, ignoreCase }: Confirmation): boolean {
  return text === wanted || (ignoreCase === true && text.trim().toLowerCase() === wanted.trim().toLowerCase());
}
