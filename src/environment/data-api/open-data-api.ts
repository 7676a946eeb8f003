import { BeginTransactionCommand, CommitTransactionCommand, ExecuteStatementCommand, RDSDataClient, RollbackTransactionCommand, type RDSDataClientConfig } from '@aws-sdk/client-rds-data';
import type { Grammar } from '../../parse/types.js';
import type { SqlResult } from '../../postgres/sql-session.js';
import { CommandRefusal } from '../refusal.js';
import type { Database } from '../types.js';
import { cutStatements, nameParameters, type CutStatement } from './cut-statements.js';
import { dataApiFailure, isLost } from './data-api-failure.js';
import { toParameter, toRow } from './values.js';

export interface DataApiOptions {
  readonly client: RDSDataClientConfig;
  readonly resourceArn: string;
  readonly secretArn: string;
  readonly database: string;
  readonly grammar: Grammar;
  /** Milliseconds that a paused database is waited for, by default the 45 s it takes at most and some more; between two tries. */
  readonly patience?: number;
  readonly pause?: number;
}

const [usualPatience, usualPause, rollbackTries, rollbackPause] = [60_000, 2_000, 5, 500];
/** Bytes of a statement. */
const longest = 65_536;

/** A session through the RDS Data API: see {@link openDataApi}. */
class DataApiSession {
  readonly #options: DataApiOptions;
  readonly #client: RDSDataClient;
  readonly #place: { readonly resourceArn: string; readonly secretArn: string };
  readonly #aborted = new AbortController();
  #transaction: string | null = null;

  constructor(options: DataApiOptions) {
    this.#options = options;
    // Nothing is sent twice by the SDK: a write whose answer was lost may have been done.
    this.#client = new RDSDataClient({ ...options.client, maxAttempts: 1 });
    this.#place = { resourceArn: options.resourceArn, secretArn: options.secretArn };
  }

  async query<Row extends object>(text: string, values: unknown[] = []): Promise<SqlResult<Row>> {
    const statements = cutStatements(this.#options.grammar, text);
    const [only] = statements;
    if (statements.length === 1 && only !== undefined) return (await this.#run(only, values)) as unknown as SqlResult<Row>;
    // As PostgreSQL has it: of several statements in one text, all are done or none.
    const own = this.#transaction === null && statements[0]?.kind !== 'begin';
    if (own) await this.#begin();
    try {
      for (const statement of statements) await this.#run(statement, values);
      if (own) await this.#commit();
    } catch (error) {
      if (own) await this.#rollback();
      throw error;
    }
    return { rows: [], rowCount: null };
  }

  /** Whatever this session is in: the statement is in no transaction. */
  async runLong(text: string): Promise<'ended' | 'unknown'> {
    try {
      await this.#send(() => this.#client.send(new ExecuteStatementCommand({ ...this.#place, database: this.#options.database, sql: text, continueAfterTimeout: true }), { abortSignal: this.#aborted.signal }));
      return 'ended';
    } catch (thrown) {
      if (isLost(thrown) && !this.#aborted.signal.aborted) return 'unknown';
      throw thrown;
    }
  }

  cancel(): Promise<void> {
    this.#aborted.abort();
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#client.destroy();
    return Promise.resolve();
  }

  async #run({ kind, text }: CutStatement, values: readonly unknown[]): Promise<SqlResult<Record<string, unknown>>> {
    if (kind === 'begin') await this.#begin();
    else if (kind === 'commit') await this.#commit();
    else if (kind === 'rollback') await this.#rollback();
    else if (kind === 'query') return this.#read(text, values);
    else return this.#execute(text, values);
    return { rows: [], rowCount: null };
  }

  /** Rows as JSON: the service carries some of PostgreSQL's types only, `void` is none of them. */
  async #read(text: string, values: readonly unknown[]): Promise<SqlResult<Record<string, unknown>>> {
    const { rows } = await this.#execute(`select pg_catalog.to_jsonb(pgcog) as pgcog from (${text}\n) pgcog`, values);
    return { rows: rows.map(({ pgcog }) => pgcog as Record<string, unknown>), rowCount: rows.length };
  }

  async #execute(text: string, values: readonly unknown[]): Promise<SqlResult<Record<string, unknown>>> {
    const sql = values.length === 0 ? text : nameParameters(this.#options.grammar, text, values);
    if (Buffer.byteLength(sql) > longest) throw new CommandRefusal('PGC609', `a statement is longer than the ${longest} bytes that the Data API takes`, 'shorten it, or connect directly with --database-url');
    const { records = [], columnMetadata = [], numberOfRecordsUpdated = 0 } = await this.#send(() => this.#client.send(new ExecuteStatementCommand({
      ...this.#place, database: this.#options.database, sql, parameters: values.map(toParameter), includeResultMetadata: true,
      ...(this.#transaction !== null && { transactionId: this.#transaction }),
    }), { abortSignal: this.#aborted.signal }));
    return { rows: records.map((record) => toRow(record, columnMetadata)), rowCount: columnMetadata.length > 0 ? records.length : numberOfRecordsUpdated };
  }

  async #begin(): Promise<void> {
    const { transactionId } = await this.#send(() => this.#client.send(new BeginTransactionCommand({ ...this.#place, database: this.#options.database }), { abortSignal: this.#aborted.signal }));
    this.#transaction = transactionId ?? null;
  }

  async #commit(): Promise<void> {
    const transactionId = this.#transaction ?? undefined;
    this.#transaction = null;
    await this.#send(() => this.#client.send(new CommitTransactionCommand({ ...this.#place, transactionId })));
  }

  /** A failed statement may have ended it already; one that was given up may still be running, and then it is tried again. */
  async #rollback(): Promise<void> {
    const transactionId = this.#transaction;
    this.#transaction = null;
    for (let left = transactionId === null ? 0 : rollbackTries; left > 0; left--) {
      const failure = await this.#client.send(new RollbackTransactionCommand({ ...this.#place, transactionId: transactionId ?? undefined })).then(() => null, (error: Error) => error);
      if (failure === null || failure.name === 'TransactionNotFoundException') return;
      await new Promise((resolve) => setTimeout(resolve, rollbackPause));
    }
  }

  /** A paused database has run nothing when it says that it is resuming: asking again is always safe. */
  async #send<T>(call: () => Promise<T>): Promise<T> {
    const { patience = usualPatience, pause = usualPause } = this.#options;
    for (const until = Date.now() + patience; ; await new Promise((resolve) => setTimeout(resolve, pause))) {
      try {
        return await call();
      } catch (thrown) {
        if (thrown instanceof Error && thrown.name === 'DatabaseResumingException' && Date.now() < until && !this.#aborted.signal.aborted) continue;
        throw dataApiFailure(thrown);
      }
    }
  }
}

/**
 * A session of the master user through the RDS Data API (Aurora Serverless v2 and provisioned clusters): one statement a
 * call, `begin`, `commit` and `rollback` as its transactions. Outside a transaction nothing lasts from one call to the next.
 */
export function openDataApi(options: DataApiOptions): Database {
  const session = new DataApiSession(options);
  return { session, lasting: false, runLong: (text) => session.runLong(text), another: () => Promise.resolve(openDataApi(options)), cancel: () => session.cancel(), close: () => session.close() };
}
