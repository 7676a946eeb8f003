import { inspect } from 'node:util';

/** Lambda's limits in bytes; an answer may be 100 bytes longer than a request. */
export const requestLimit = 6 * 1024 * 1024;
const answerLimit = requestLimit + 100;
export const eventLimit = 1024 * 1024;

/** What a handler came to: its answer as JSON, or what was thrown as Lambda's Node.js runtime writes it. */
export type HandlerEnd =
  | { readonly kind: 'answered'; readonly json: string }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string; readonly trace: readonly string[] };

/**
 * Runs a function's handler: JSON goes in, JSON comes out, whatever is thrown is an answer too. Never rejects.
 *
 * @param event JSON; the handler gets a copy of its own
 */
export async function runHandler<Context>(handler: (event: unknown, context: Context) => Promise<unknown>, event: string, context: Context): Promise<HandlerEnd> {
  try {
    return answered(await handler(JSON.parse(event), context));
  } catch (failure) {
    return failed(failure);
  }
}

/** @throws TypeError for what JSON cannot say: Lambda calls it an error of the function */
function answered(value: unknown): HandlerEnd {
  // A function or a symbol is undefined to JSON, whatever its types say.
  const json = (JSON.stringify(value) as string | undefined) ?? 'null';
  if (Buffer.byteLength(json) <= answerLimit) return { kind: 'answered', json };
  return { kind: 'failed', errorType: 'Function.ResponseSizeTooLarge', errorMessage: `Response payload size exceeded maximum allowed payload size (${answerLimit} bytes).`, trace: [] };
}

function failed(failure: unknown): HandlerEnd {
  if (!(failure instanceof Error)) return { kind: 'failed', errorType: typeof failure, errorMessage: typeof failure === 'object' ? inspect(failure) : String(failure), trace: [] };
  return { kind: 'failed', errorType: failure.name, errorMessage: failure.message, trace: failure.stack?.split('\n') ?? [] };
}
