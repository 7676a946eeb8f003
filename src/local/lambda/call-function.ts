import { functionArn, type FunctionHome } from './read-invocation.js';
import { runHandler, type HandlerEnd } from './run-handler.js';
import type { LambdaFunction } from './types.js';

const defaultTimeout = 3000;

/** One run of a function; `call` says which. */
export interface FunctionCall {
  readonly name: string;
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
}

/** Runs a function for as long as it may; a run that is too long goes on unheard, there being no process to end. */
export async function callFunction(definition: LambdaFunction, { name, requestId, payload }: FunctionCall, home: FunctionHome): Promise<HandlerEnd> {
  const { handler, timeout = defaultTimeout } = typeof definition === 'function' ? { handler: definition } : definition;
  const deadline = Date.now() + timeout;
  const context = {
    awsRequestId: requestId,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(name, home),
    memoryLimitInMB: '128',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  return before(runHandler(handler, payload, context), timeout, () => timedOut(requestId, timeout));
}

const timedOut = (requestId: string, timeout: number): HandlerEnd => ({
  kind: 'failed', errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeout / 1000).toFixed(2)} seconds`, trace: [],
});

async function before(work: Promise<HandlerEnd>, milliseconds: number, late: () => HandlerEnd): Promise<HandlerEnd> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<HandlerEnd>((resolve) => {
    timer = setTimeout(() => resolve(late()), milliseconds);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
