import type { Readable, Writable } from 'node:stream';
import { untilInputEnds } from '../until-input-ends.js';

/** Asks on a terminal for a line of text; null where Ctrl-C or Ctrl-D is the answer. */
export async function ask(question: string, { input, output, signal }: { readonly input: Readable; readonly output: Writable; readonly signal: AbortSignal }): Promise<string | null> {
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await untilInputEnds({ input, signal }, (ended) => text({ message: question, input, output, signal: ended }));
  return isCancel(answer) ? null : (answer ?? '');
}
