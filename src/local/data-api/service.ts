import { bindSql } from './bind-sql.js';
import { backendKey } from './cancel-backend.js';
import { columnMetadata } from './column-metadata.js';
import type { Strike } from './faults.js';
import type { StatementRequest } from './read-request.js';
import { runStatement, type Outcome } from './run-statement.js';
import { ServiceError } from './service-error.js';
import type { Session, Sessions } from './sessions.js';
import { sqlError } from './sql-error.js';
import { notFound } from './transactions.js';
import { TypeCatalog } from './type-catalog.js';
import type { BoundSql, Operation } from './types.js';
import { writeResult, type Columns } from './write-result.js';

/** A call that is to be answered. */
export interface Call {
  readonly operation: Operation;
  readonly request: StatementRequest;
  readonly accessKeyId: string;
  readonly strike: Strike | null;
}

const none: Columns = { types: [], metadata: [] };

/** The five operations; each answers JSON or throws a ServiceError. */
export class Service {
  readonly #types = new TypeCatalog();

  constructor(readonly sessions: Sessions) {}

  async answer(call: Call): Promise<string> {
    const { operation, request } = call;
    const statements = request.parameterSets.map((parameters) => bindSql(request.sql, parameters));
    if (operation === 'ExecuteStatement') return this.#execute(call, statements);
    if (operation === 'BatchExecuteStatement') return this.#batch(call, statements);
    if (operation === 'BeginTransaction') return this.#begin(call);
    return this.#finish(call, operation === 'CommitTransaction');
  }

  async #execute(call: Call, [statement]: readonly BoundSql[]): Promise<string> {
    if (statement === undefined) throw new ServiceError('InternalServerErrorException');
    const session = await this.#enter(call);
    const deadline = performance.now() + this.sessions.limits.statementMs;
    const outcome = await this.#run(call, session, statement, deadline);
    const columns = outcome.failure === null ? await this.#describe(call, session, outcome) : none;
    if (outcome.failure !== null) await this.#leave(call, session, outcome);
    let answer: string;
    try {
      answer = writeResult(outcome, columns, call.request, this.sessions.limits);
    } catch (error) {
      // A transaction is over after any call that failed.
      await this.sessions.leave(session, outcome.status, true);
      throw error;
    }
    await this.#leave(call, session, outcome);
    return answer;
  }

  /** Outside a transaction each set is one of its own: AWS does not promise that they are one. */
  async #batch(call: Call, statements: readonly BoundSql[]): Promise<string> {
    const session = await this.#enter(call);
    const deadline = performance.now() + this.sessions.limits.statementMs;
    let last: Outcome | null = null;
    for (const statement of statements) {
      last = await this.#run(call, session, statement, deadline);
      if (last.failure !== null || (session.transaction !== null && last.status === 'I')) break;
    }
    await this.#leave(call, session, last ?? { status: session.transaction === null ? 'I' : 'T', failure: null });
    return JSON.stringify({ updateResults: statements.map(() => ({ generatedFields: [] })) });
  }

  async #begin(call: Call): Promise<string> {
    const session = await this.#enter(call);
    const { status, failure } = await runStatement(session.pooled.client, { text: 'begin', values: [] }, 0);
    if (failure !== null) await this.#leave(call, session, { status, failure });
    await this.#strikeAfter(call, session, status);
    return JSON.stringify({ transactionId: this.sessions.transactions.begin(session.pooled, session.secretArn) });
  }

  async #finish(call: Call, commits: boolean): Promise<string> {
    const session = await this.#enter(call);
    const { tag, failure, status } = await runStatement(session.pooled.client, { text: commits ? 'commit' : 'rollback', values: [] }, 0);
    await this.sessions.end(session, failure === null ? 'finished' : 'aborted', status);
    if (failure !== null) throw sqlError(failure);
    // A transaction that had failed is rolled back by its commit.
    if (commits && tag !== 'COMMIT') throw notFound(String(call.request.transactionId), 'aborted');
    if (call.strike?.fault === 'kill') throw killed();
    if (call.strike?.fault === 'timeout') throw timedOut(session);
    return JSON.stringify({ transactionStatus: commits ? 'Transaction Committed' : 'Rollback Complete' });
  }

  async #enter(call: Call): Promise<Session> {
    const session = await this.sessions.enter(call.request, call.accessKeyId);
    if (call.strike?.when === 'before') await this.#strike(call.strike, session, 'T');
    return session;
  }

  async #strike({ fault }: Strike, session: Session, status: Outcome['status']): Promise<void> {
    if (fault === 'timeout') await this.#timeOut(session, status);
    if (fault !== 'kill') return;
    await this.sessions.kill(session);
    throw killed();
  }

  async #strikeAfter({ strike }: Call, session: Session, status: Outcome['status']): Promise<void> {
    if (strike?.when === 'after') await this.#strike(strike, session, status);
  }

  async #leave(call: Call, session: Session, { status, failure }: Pick<Outcome, 'status' | 'failure'>): Promise<void> {
    if (failure === null) await this.#strikeAfter(call, session, status);
    await this.sessions.leave(session, status, failure !== null);
    if (failure !== null) throw sqlError(failure);
  }

  async #run(call: Call, session: Session, statement: BoundSql, deadline: number): Promise<Outcome> {
    const { limits } = this.sessions;
    // In PostgreSQL's text, which writes bytes in two characters each.
    const most = 2 * (call.request.json ? limits.formattedBytes : limits.responseBytes);
    const running = runStatement(session.pooled.client, statement, most);
    const outcome = await before(running, deadline);
    if (outcome !== null) return outcome;
    if (call.request.continueAfterTimeout) {
      void running.then(({ status }) => this.sessions.leave(session, status, false));
      throw timedOut(session);
    }
    await this.sessions.cancel(session);
    return this.#timeOut(session, (await running).status);
  }

  async #timeOut(session: Session, status: Outcome['status']): Promise<never> {
    await this.sessions.end(session, 'aborted', status);
    throw timedOut(session);
  }

  async #describe({ request }: Call, session: Session, { fields }: Outcome): Promise<Columns> {
    const { client, login } = session.pooled;
    if (fields === null) return none;
    try {
      const types = await this.#types.of(client, login.database, fields);
      return { types, metadata: request.metadata ? await columnMetadata(client, fields, types) : [] };
    } catch (error) {
      // Whatever it was, nobody knows what the connection is good for.
      await this.sessions.leave(session, null, true);
      throw error instanceof Error ? sqlError(error) : error;
    }
  }
}

function killed(): ServiceError {
  return new ServiceError('DatabaseErrorException', 'FATAL: terminating connection due to administrator command; SQLState: 57P01');
}

function timedOut(session: Session): ServiceError {
  return new ServiceError('StatementTimeoutException', 'Request timed out', { dbConnectionId: backendKey(session.pooled.client).processID });
}

/** Null when the time is over first. */
async function before<T>(work: Promise<T>, deadline: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => { timer = setTimeout(() => resolve(null), Math.max(0, deadline - performance.now())); });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
