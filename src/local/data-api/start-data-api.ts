import { randomUUID } from 'node:crypto';
import { startLoopback, type LoopbackAnswer, type LoopbackRequest } from '../http/start-loopback.js';
import { authorize } from './authorize.js';
import { createFaults, type Fault, type Faults } from './faults.js';
import { readRequest } from './read-request.js';
import { Service } from './service.js';
import { ServiceError } from './service-error.js';
import { Sessions } from './sessions.js';
import type { DataApiOptions, Limits, Operation } from './types.js';

/** A Data API of this machine. */
export interface DataApi {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly faults: Faults;
  /** Requests that named an operation, whatever became of them: of one operation, or of all. */
  calls(operation?: Operation): number;
  /** PostgreSQL connections that are open. */
  connections(): number;
  /** Transactions that are open. */
  transactions(): number;
  /** Ends what is running, and every connection. */
  close(): Promise<void>;
}

const awsLimits: Limits = {
  responseBytes: 1_048_576,
  formattedBytes: 10 * 1_048_576,
  requestBytes: 4 * 1_048_576,
  statementMs: 45_000,
  idleMs: 180_000,
  transactionMs: 86_400_000,
  connections: 20,
};

const operations: ReadonlyMap<string, Operation> = new Map([
  ['/Execute', 'ExecuteStatement'],
  ['/BatchExecute', 'BatchExecuteStatement'],
  ['/BeginTransaction', 'BeginTransaction'],
  ['/CommitTransaction', 'CommitTransaction'],
  ['/RollbackTransaction', 'RollbackTransaction'],
]);

/** Faults that take the place of an answer; the others need the connection. */
const faultErrors: ReadonlyMap<Fault, ServiceError> = new Map([
  ['resuming', new ServiceError('DatabaseResumingException', 'The Aurora DB instance is resuming after being auto-paused. Please wait a few seconds and try again.')],
  ['internal', new ServiceError('InternalServerErrorException')],
  ['unavailable', new ServiceError('ServiceUnavailableError')],
  ['database unavailable', new ServiceError('DatabaseUnavailableException')],
]);

/**
 * Starts an endpoint on 127.0.0.1 that speaks the RDS Data Service's protocol (restJson1, 2018-08-01) as an Aurora PostgreSQL
 * cluster of version 2 does, over a PostgreSQL that it logs in to as the user of each call's secret.
 */
export async function startDataApi(options: DataApiOptions): Promise<DataApi> {
  const limits = { ...awsLimits, ...options.limits };
  const sessions = new Sessions(options, limits);
  const service = new Service(sessions);
  const faults = createFaults(options.random ?? Math.random);
  const calls = new Map<Operation, number>();
  const answer = async (request: LoopbackRequest): Promise<string | null> => {
    const operation = operationOf(request);
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    const accessKeyId = authorize(request.headers['authorization'], options.region ?? null);
    if (request.body.length > limits.requestBytes) throw new ServiceError('RequestEntityTooLargeException', 'Request entity too large');
    const read = readRequest(operation, request.body);
    checkCluster(options, operation, read.resourceArn, accessKeyId);
    const strike = faults.choose(operation, read.sql);
    const error = strike === null ? undefined : faultErrors.get(strike.fault);
    if (strike?.when === 'before' && error !== undefined) throw error;
    if (strike?.when === 'before' && strike.fault === 'drop') return null;
    const body = await service.answer({ operation, request: read, accessKeyId, strike });
    if (error !== undefined) throw error;
    return strike?.fault === 'drop' ? null : body;
  };
  // A longer body is read, so that its sender gets the answer.
  const server = await startLoopback((request) => respond(answer(request)), { maxBody: 8 * limits.requestBytes });
  return {
    url: server.url,
    faults,
    calls: (operation) => (operation === undefined ? [...calls.values()].reduce((sum, each) => sum + each, 0) : calls.get(operation) ?? 0),
    connections: () => sessions.pool.size(),
    transactions: () => sessions.transactions.size(),
    close: () => Promise.all([server.close(), sessions.close()]).then(() => undefined),
  };
}

function operationOf({ method, url }: LoopbackRequest): Operation {
  const operation = operations.get(url);
  if (method === 'POST' && operation !== undefined) return operation;
  if (url === '/ExecuteSql') throw new ServiceError('BadRequestException', "ExecuteSql isn't supported for this cluster");
  throw new ServiceError('UnknownOperationException', 'no such operation');
}

function checkCluster({ resourceArn, allow }: DataApiOptions, operation: Operation, asked: string, accessKeyId: string): void {
  if (!asked.startsWith('arn:')) throw new ServiceError('BadRequestException', 'Invalid resource ARN');
  const action = `rds-data:${operation}`;
  if (allow?.({ accessKeyId, action, resource: asked }) === false) {
    throw new ServiceError('AccessDeniedException', `User is not authorized to perform: ${action} on resource: ${asked}`);
  }
  if (asked !== resourceArn) throw new ServiceError('HttpEndpointNotEnabledException', `HttpEndpoint is not enabled for resource ${asked}`);
}

/** Null is dropped: what rejects ends the connection without an answer. */
async function respond(answer: Promise<string | null>): Promise<LoopbackAnswer> {
  const common = { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() };
  const body = await answer.catch((error: unknown) => (error instanceof ServiceError ? error : new ServiceError('InternalServerErrorException')));
  if (body === null) throw new Error('dropped');
  if (typeof body === 'string') return { status: 200, headers: common, body };
  return { status: body.status, headers: { ...common, 'x-amzn-errortype': body.name }, body: body.body() };
}
