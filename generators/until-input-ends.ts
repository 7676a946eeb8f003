import type { Readable } from 'node:stream';

/**
 * Runs one prompt with a signal that ends it: the command's own, Ctrl-D, or a terminal that is gone. Without it the
 * prompt waits on for an answer that never comes. One for each prompt: they listen for it as long as it is there.
 */
export async function untilInputEnds<T>({ input, signal }: { readonly input: Readable; readonly signal: AbortSignal }, prompt: (ended: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const end = (): void => over.abort();
  const pressed = (_: unknown, key: { readonly ctrl?: boolean; readonly name?: string }): void => {
    if (key.ctrl === true && key.name === 'd') end();
  };
  signal.addEventListener('abort', end);
  input.on('end', end).on('close', end).on('keypress', pressed);
  if (signal.aborted || input.destroyed) end();
  try {
    return await prompt(over.signal);
  } finally {
    signal.removeEventListener('abort', end);
    input.off('end', end).off('close', end).off('keypress', pressed);
  }
}
