import { requestLimit, runHandler } from '../lambda/run-handler.js';
import { AppsyncError } from './appsync-error.js';
import type { LambdaHandler } from './types.js';

/** What a data source answered: one of the two is null, or both. */
export interface SourceAnswer {
  readonly result: unknown;
  readonly error: { readonly message: string; readonly type: string } | null;
}

export interface CallOptions {
  readonly requestId: string;
  /** Milliseconds since the epoch when the request is over. */
  readonly deadline: number;
}

/**
 * Calls a Lambda function as AppSync does: JSON goes in and comes out, and what is thrown becomes `ctx.error`.
 *
 * @throws AppsyncError `ExecutionTimeout` where the request is over first
 */
export async function callLambda(handler: LambdaHandler, payload: unknown, options: CallOptions): Promise<SourceAnswer> {
  const event = JSON.stringify(payload ?? null);
  if (Buffer.byteLength(event) > requestLimit) return unhandled(`Request must be smaller than ${requestLimit} bytes for the InvokeFunction operation`);
  const context = { awsRequestId: options.requestId, getRemainingTimeInMillis: () => Math.max(0, options.deadline - Date.now()) };
  const answer = async (): Promise<SourceAnswer> => {
    const end = await runHandler(handler, event, context);
    return end.kind === 'answered' ? { result: JSON.parse(end.json), error: null } : unhandled(end.errorMessage);
  };
  return beforeDeadline(answer(), options.deadline);
}

/** A failure of the call itself, whatever the function says of it. */
export function unhandled(message: string): SourceAnswer {
  return { result: null, error: { message, type: 'Lambda:Unhandled' } };
}

async function beforeDeadline<Value>(work: Promise<Value>, deadline: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AppsyncError('Execution timed out.', 'ExecutionTimeout')), Math.max(0, deadline - Date.now()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
