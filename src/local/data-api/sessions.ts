import type { Client } from 'pg';
import { backendKey, cancelBackend } from './cancel-backend.js';
import { ConnectionPool, type Pooled } from './connection-pool.js';
import type { Login } from './open-connection.js';
import type { Target } from './read-request.js';
import { resolveLogin } from './resolve-login.js';
import { runStatement, type Outcome } from './run-statement.js';
import { ServiceError } from './service-error.js';
import { sqlError } from './sql-error.js';
import { Transactions, type EndReason, type OpenTransaction } from './transactions.js';
import type { AccessRequest, DataApiOptions, Limits } from './types.js';

/** A connection for one call; `transaction` where it is that one's. */
export interface Session {
  readonly pooled: Pooled;
  readonly secretArn: string;
  readonly transaction: OpenTransaction | null;
}

/** Gives calls their connection and decides what becomes of it, and of its transaction, afterwards. */
export class Sessions {
  readonly pool: ConnectionPool;
  readonly transactions: Transactions;

  constructor(readonly options: DataApiOptions, readonly limits: Limits) {
    this.pool = new ConnectionPool({ host: options.host, port: options.port }, limits.connections);
    this.transactions = new Transactions(limits, options.clock ?? Date.now, (pooled) => void this.#giveBack(pooled, 'T'));
  }

  /**
   * Logs in as the secret's user, or takes the transaction's connection.
   *
   * @throws ServiceError for the secret, the login, the transaction
   */
  async enter(target: Target, accessKeyId: string): Promise<Session> {
    const { arn, login } = await resolveLogin(this.options.secrets, target.secretArn);
    this.#checkAccess({ accessKeyId, action: 'secretsmanager:GetSecretValue', resource: arn });
    if (target.transactionId !== null) {
      const transaction = this.transactions.take(target.transactionId, arn, target.database);
      return { pooled: transaction.pooled, secretArn: arn, transaction };
    }
    const database = target.database ?? this.options.defaultDatabase ?? 'postgres';
    try {
      const pooled = await this.pool.acquire({ ...login, database }, performance.now() + this.limits.statementMs);
      return { pooled, secretArn: arn, transaction: null };
    } catch (error) {
      if (error instanceof ServiceError || !(error instanceof Error)) throw error;
      throw sqlError(error);
    }
  }

  /** After a statement: `failed` says that the call has an error for an answer. */
  async leave(session: Session, status: Outcome['status'], failed: boolean): Promise<void> {
    const { transaction, pooled } = session;
    if (transaction === null) return this.#giveBack(pooled, status);
    if (status === 'I') return this.end(session, 'finished', status);
    const ends = status === null || (failed && this.options.failedStatement !== 'keep');
    if (ends) return this.end(session, 'aborted', status);
    this.transactions.release(transaction);
  }

  /** The transaction is over; what is left of it is rolled back. */
  async end({ transaction, pooled }: Session, reason: EndReason, status: Outcome['status']): Promise<void> {
    if (transaction !== null) this.transactions.end(transaction, reason);
    await this.#giveBack(pooled, status);
  }

  /** Terminates the backend, as an administrator would; a user who may not come in a second time loses the connection. */
  async kill(session: Session): Promise<void> {
    const { client, login } = session.pooled;
    if (this.pool.isOpen(session.pooled)) {
      const gone = new Promise<void>((resolve) => void client.once('end', resolve));
      await this.#terminate(client, login).catch(() => client.connection.stream.destroy());
      await gone;
    }
    await this.end(session, 'aborted', null);
  }

  async #terminate(client: Client, login: Login): Promise<void> {
    const other = await this.pool.open(login);
    await other.client.query('select pg_catalog.pg_terminate_backend($1)', [backendKey(client).processID]).finally(() => this.pool.discard(other));
  }

  cancel(session: Session): Promise<void> {
    return cancelBackend(session.pooled.client);
  }

  async close(): Promise<void> {
    this.transactions.clear();
    await this.pool.close();
  }

  /** What a statement left behind goes no further than its own user; by default it is undone. */
  async #giveBack(pooled: Pooled, status: Outcome['status']): Promise<void> {
    if (status === null) return this.pool.discard(pooled);
    const commands = [...(status === 'I' ? [] : ['rollback']), ...(this.options.sessionState === 'leak' ? [] : ['discard all'])];
    for (const text of commands) {
      const { failure } = await runStatement(pooled.client, { text, values: [] }, 0);
      if (failure !== null) return this.pool.discard(pooled);
    }
    this.pool.release(pooled);
  }

  #checkAccess(request: AccessRequest): void {
    if (this.options.allow?.(request) === false) {
      throw new ServiceError('SecretsErrorException', `There was a problem with the Secrets Manager secret used with the request, caused by: No permission to access secret: ${request.resource}`);
    }
  }
}
