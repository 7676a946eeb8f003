import type { BeginTransactionCommandOutput, ExecuteStatementCommandOutput, RDSDataClient, RDSDataClientConfig } from '@aws-sdk/client-rds-data';
import { DatabaseFailure } from '../errors.js';
import { pause } from '../pause.js';
import type { Field, Transport } from '../types.js';
import { answerBytes } from './answer-bytes.js';
import { dataApiFailure } from './data-api-failure.js';
import { once } from './once.js';

export interface DataApiOptions {
  /** ARN of the cluster. */
  readonly resourceArn: string;
  readonly database: string;
  /** A client of one's own. It sends nothing twice here, whatever its `maxAttempts`. */
  readonly client?: RDSDataClient;
  /** Without a client; absent: as the SDK finds it. */
  readonly region?: string;
  readonly endpoint?: string;
}

type Operation = 'ExecuteStatement' | 'BeginTransaction' | 'CommitTransaction' | 'RollbackTransaction';
/** The SDK's types know a member of a field that no result has. */
type Output = Partial<Omit<ExecuteStatementCommandOutput, 'records'> & BeginTransactionCommandOutput> & { readonly records?: readonly (readonly Field[])[] };

/** What is used of the SDK: its commands and clients have types of their own for each operation. */
interface Sent {
  readonly client: { send<T>(command: object, limit: { readonly abortSignal: AbortSignal }): Promise<T> };
  readonly commands: Readonly<Record<`${Operation}Command`, new (input: object) => { readonly middlewareStack: object }>>;
}

/** Milliseconds that a rollback may take, and waits before it is tried again: an open transaction holds its locks for minutes. */
const rollbackTime = 5_000;
const rollbackWaits = [200, 800];

/**
 * The RDS Data API (Aurora Serverless v2 and provisioned clusters). Nothing is sent twice but a rollback. The
 * service refuses a second statement on a transaction that is busy: whoever has it sends one at a time. The SDK is loaded
 * with the first call: that takes longer than everything else of a cold start.
 */
export function dataApi({ resourceArn, database, client, ...place }: DataApiOptions): Transport {
  let loading: Promise<Sent> | undefined;
  const send = async <T = Output>(operation: Operation, input: object, deadline: number): Promise<T> => {
    const left = Math.min(Math.ceil(deadline - Date.now()), 2 ** 31 - 1);
    if (!(left > 0)) throw new DatabaseFailure('timeout', 'too late');
    const abortSignal = AbortSignal.timeout(left);
    // Without the SDK, or a region, no call will ever be made: that is no failure of the database, and is reported.
    const sdk = await (loading ??= load(client, place));
    try {
      return await sdk.client.send<T>(once(new sdk.commands[`${operation}Command`]({ resourceArn, ...input })), { abortSignal });
    } catch (thrown) {
      throw dataApiFailure(thrown, abortSignal.aborted);
    }
  };
  return {
    // Never `schema`: the service refuses it. Numerics come as text in any case, so no digit is lost.
    execute: async (request) => {
      const { records = [], columnMetadata, numberOfRecordsUpdated: updated = 0 } = await send('ExecuteStatement', {
        secretArn: request.secret, database, sql: request.sql, parameters: request.parameters,
        resultSetOptions: { decimalReturnType: 'STRING', longReturnType: request.longsAsText ? 'STRING' : 'LONG' },
        transactionId: request.transaction ?? undefined, includeResultMetadata: request.columns,
      }, request.deadline);
      return { records, columns: columnMetadata?.map(({ label = '', typeName = '' }) => ({ label, type: typeName })) ?? null, updated, bytes: answerBytes(records) };
    },
    begin: async (secretArn, deadline) => {
      const { transactionId } = await send('BeginTransaction', { secretArn, database }, deadline);
      if (transactionId) return transactionId;
      throw new DatabaseFailure('unknown', 'no transaction');
    },
    commit: (secretArn, transactionId, deadline) => send('CommitTransaction', { secretArn, transactionId }, deadline),
    rollback: (secretArn, transactionId) => tryRollback(rollbackWaits, () => send('RollbackTransaction', { secretArn, transactionId }, Date.now() + rollbackTime)),
  };
}

async function load(own: RDSDataClient | undefined, place: Pick<RDSDataClientConfig, 'region' | 'endpoint'>): Promise<Sent> {
  const commands = await import('@aws-sdk/client-rds-data');
  return { commands, client: own ?? new commands.RDSDataClient({ maxAttempts: 1, ...place }) } as unknown as Sent;
}

/** A statement that was given up can still be running in the transaction: then it cannot be rolled back yet. */
async function tryRollback([wait, ...waits]: readonly number[], send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (failure) {
    const { kind } = failure as DatabaseFailure;
    if (kind === 'transaction_gone') return;
    if (wait === undefined || kind === 'refused') throw failure;
    await pause(wait);
    await tryRollback(waits, send);
  }
}
