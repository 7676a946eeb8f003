import type { BeginTransactionCommandOutput, ExecuteStatementCommandOutput, RDSDataClient, RDSDataClientConfig } from '@aws-sdk/client-rds-data';
import { DatabaseFailure } from '../errors.js';
import type { Field, StatementResult, Transport } from '../types.js';
import { answerBytes } from './answer-bytes.js';
import { dataApiFailure } from './data-api-failure.js';
import { once } from './once.js';
import { createTurns } from './turns.js';

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
type Output = Partial<ExecuteStatementCommandOutput & BeginTransactionCommandOutput>;

/** What is used of the SDK: its commands and clients have types of their own for each operation. */
interface Sent {
  readonly client: { send(command: object, limit: { readonly abortSignal: AbortSignal }): Promise<Output> };
  readonly commands: Readonly<Record<`${Operation}Command`, new (input: object) => { readonly middlewareStack: object }>>;
}

/** Milliseconds that a rollback may take, and waits before it is tried again: an open transaction holds its locks for minutes. */
const rollbackTime = 5_000;
const rollbackWaits = [200, 800];

/**
 * The RDS Data API (Aurora Serverless v2 and provisioned clusters). Nothing is sent twice but a rollback. Statements of
 * one transaction wait for each other, since the service refuses the second one. The SDK is loaded with the first call:
 * that takes longer than everything else of a cold start.
 */
export function dataApi({ resourceArn, database, client, ...place }: DataApiOptions): Transport {
  const inTurn = createTurns();
  let loading: Promise<Sent> | undefined;
  const send = async (operation: Operation, input: object, deadline: number): Promise<Output> => {
    const left = Math.min(Math.ceil(deadline - Date.now()), 2 ** 31 - 1);
    if (!(left > 0)) throw new DatabaseFailure('timeout', 'no time was left to send it');
    const abortSignal = AbortSignal.timeout(left);
    try {
      const sdk = await (loading ??= load(client, place));
      return await sdk.client.send(once(new sdk.commands[`${operation}Command`]({ resourceArn, ...input })), { abortSignal });
    } catch (thrown) {
      throw dataApiFailure(thrown, abortSignal.aborted);
    }
  };
  return {
    // Never `schema`: the service refuses it. Numerics come as text in any case, so no digit is lost.
    execute: ({ secret: secretArn, sql, parameters, transaction, longsAsText, columns, deadline }) => inTurn(transaction, async () => resultOf(await send('ExecuteStatement', {
      secretArn, database, sql, parameters,
      resultSetOptions: { decimalReturnType: 'STRING', longReturnType: longsAsText ? 'STRING' : 'LONG' },
      ...(transaction && { transactionId: transaction }), ...(columns && { includeResultMetadata: true }),
    }, deadline), columns)),
    begin: async (secretArn, deadline) => {
      const { transactionId } = await send('BeginTransaction', { secretArn, database }, deadline);
      if (transactionId === undefined) throw new DatabaseFailure('unknown', 'a transaction without an id');
      return transactionId;
    },
    commit: (secretArn, transactionId, deadline) => inTurn(transactionId, async () => void (await send('CommitTransaction', { secretArn, transactionId }, deadline))),
    rollback: (secretArn, transactionId) => inTurn(transactionId, () => tryRollback(rollbackWaits, () => send('RollbackTransaction', { secretArn, transactionId }, Date.now() + rollbackTime))),
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
    await new Promise((resolve) => void setTimeout(resolve, wait));
    await tryRollback(waits, send);
  }
}

function resultOf({ records = [], columnMetadata = [], numberOfRecordsUpdated: updated = 0 }: Output, wanted: boolean): StatementResult {
  const read = records as readonly (readonly Field[])[];
  const columns = wanted ? columnMetadata.map(({ label = '', typeName = '' }) => ({ label, type: typeName })) : null;
  return { records: read, columns, updated, bytes: answerBytes(read) };
}
