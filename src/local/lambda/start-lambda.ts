import { randomUUID } from 'node:crypto';
import { startLoopback, type LoopbackAnswer, type LoopbackRequest } from '../http/start-loopback.js';
import { callFunction } from './call-function.js';
import { createEventQueue, type EventQueue } from './event-queue.js';
import { createInvocationLog, type InvocationLog } from './invocation-log.js';
import { LambdaRefusal } from './lambda-refusal.js';
import { functionNotFound, readInvocation, type FunctionHome, type InvocationRequest } from './read-invocation.js';
import type { HandlerEnd } from './run-handler.js';
import type { InvocationOutcome, LambdaFunction, LambdaOptions, RunningLambda } from './types.js';

interface Service {
  readonly home: FunctionHome;
  readonly functions: Map<string, LambdaFunction>;
  readonly log: InvocationLog;
  readonly events: EventQueue;
}

/** More than Lambda takes, so that it is Lambda's answer that refuses what is too long. */
const maxBody = 32 * 1024 * 1024;

/**
 * Lambda's Invoke API on 127.0.0.1, for the AWS SDKs with `endpoint` or AWS_ENDPOINT_URL_LAMBDA: handlers run in this process.
 * Signatures must be there and are not verified.
 *
 * @throws Error for a name that Lambda does not take
 */
export async function startLambda(options: LambdaOptions): Promise<RunningLambda> {
  const { region = 'eu-west-1', account = '123456789012', retryWaits = [200, 400] } = options;
  const service: Service = { home: { region, account }, functions: new Map(), log: createInvocationLog(), events: createEventQueue(retryWaits) };
  const register = (name: string, definition: LambdaFunction): void => {
    if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name)) throw new Error(`${JSON.stringify(name)} cannot be the name of a Lambda function; letters, digits, - and _ can, up to 64`);
    service.functions.set(name, definition);
  };
  for (const [name, definition] of Object.entries(options.functions)) register(name, definition);
  const server = await startLoopback((request) => answer(service, request), { maxBody });
  return {
    url: server.url,
    get invocations() {
      return service.log.all();
    },
    idle: () => service.events.idle(),
    register,
    close() {
      service.events.close();
      return server.close();
    },
  };
}

async function answer(service: Service, request: LoopbackRequest): Promise<LoopbackAnswer> {
  const requestId = randomUUID();
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
  try {
    const accepted = await accept(service, readInvocation(request, service.home), requestId);
    return { ...accepted, headers: { ...headers, ...accepted.headers } };
  } catch (failure) {
    const { code, message, status } = failure instanceof LambdaRefusal ? failure : new LambdaRefusal('ServiceException', 'An error occurred on the server side.', 500);
    return { status, headers: { ...headers, 'x-amzn-errortype': code }, body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }) };
  }
}

async function accept(service: Service, request: InvocationRequest, requestId: string): Promise<LoopbackAnswer> {
  const { name, type } = request;
  if (!service.functions.has(name)) throw functionNotFound(name, service.home);
  service.log.add({ requestId, name, type, payload: JSON.parse(request.payload), attempts: 0, outcome: { kind: 'pending' } });
  const attempt = attempts(service, request, requestId);
  if (type === 'DryRun') {
    service.log.change(requestId, { outcome: { kind: 'answered', value: null } });
    return { status: 204, body: '' };
  }
  if (type === 'Event') {
    service.events.add(async () => (await attempt()).kind === 'answered');
    return { status: 202, body: '' };
  }
  return written(await attempt());
}

/** Runs the function that has the name by then, and notes how it went. */
function attempts(service: Service, { name, payload }: InvocationRequest, requestId: string): () => Promise<HandlerEnd> {
  let count = 0;
  return async () => {
    count += 1;
    service.log.change(requestId, { attempts: count });
    const definition = service.functions.get(name);
    if (definition === undefined) throw functionNotFound(name, service.home);
    const end = await callFunction(definition, { name, requestId, payload }, service.home);
    service.log.change(requestId, { outcome: outcomeOf(end) });
    return end;
  };
}

function outcomeOf(end: HandlerEnd): InvocationOutcome {
  return end.kind === 'answered' ? { kind: 'answered', value: JSON.parse(end.json) } : { kind: 'failed', errorType: end.errorType, errorMessage: end.errorMessage };
}

function written(end: HandlerEnd): LoopbackAnswer {
  const executed = { 'x-amz-executed-version': '$LATEST' };
  if (end.kind === 'answered') return { status: 200, headers: executed, body: end.json };
  const { errorType, errorMessage, trace } = end;
  return { status: 200, headers: { ...executed, 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify({ errorType, errorMessage, trace }) };
}
