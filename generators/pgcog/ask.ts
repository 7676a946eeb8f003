import type { Readable, Writable } from 'node:stream';

/** Asks on a terminal for a line of text; null where Ctrl-C is the answer. */
export async function ask(question: string, { input, output, signal }: { readonly input: Readable; readonly output: Writable; readonly signal: AbortSignal }): Promise<string | null> {
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await text({ message: question, input, output, signal });
  return isCancel(answer) ? null : (answer ?? '');
}
