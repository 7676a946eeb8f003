import type { ExecuteStatementCommandOutput, RDSDataClient } from '@aws-sdk/client-rds-data';
import { DatabaseFailure } from '../errors.js';
import type { Field, StatementRequest, StatementResult, Transport } from '../types.js';
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

type Sdk = typeof import('@aws-sdk/client-rds-data');
type Work<T> = (client: RDSDataClient, sdk: Sdk, limit: { readonly abortSignal: AbortSignal }) => Promise<T>;

/** Milliseconds that a rollback may take, and waits before it is tried again: an open transaction holds its locks for minutes. */
const rollbackTime = 5_000;
const rollbackWaits = [200, 800];

/**
 * The RDS Data API (Aurora Serverless v2 and provisioned clusters). Nothing is sent twice but a rollback. Statements of
 * one transaction wait for each other, since the service refuses the second one. The SDK is loaded with the first call:
 * that takes longer than everything else of a cold start.
 */
export function dataApi(options: DataApiOptions): Transport {
  const { resourceArn, database } = options;
  const inTurn = createTurns();
  const call = createCall(options);
  return {
    execute: (request) => {
      const run = (): Promise<StatementResult> => call(request.deadline, async (client, sdk, limit) =>
        resultOf(await client.send(once(new sdk.ExecuteStatementCommand({ resourceArn, database, ...inputOf(request) })), limit), request.columns));
      return request.transaction === null ? run() : inTurn(request.transaction, run);
    },
    begin: (secretArn, deadline) => call(deadline, async (client, sdk, limit) => {
      const { transactionId } = await client.send(once(new sdk.BeginTransactionCommand({ resourceArn, secretArn, database })), limit);
      if (transactionId === undefined) throw new DatabaseFailure('unknown', 'a transaction without an id');
      return transactionId;
    }),
    commit: (secretArn, transactionId, deadline) => inTurn(transactionId, () => call(deadline, async (client, sdk, limit) => {
      await client.send(once(new sdk.CommitTransactionCommand({ resourceArn, secretArn, transactionId })), limit);
    })),
    rollback: (secretArn, transactionId) => inTurn(transactionId, () => {
      const deadline = Date.now() + rollbackTime;
      return tryRollback(rollbackWaits, () => call(deadline, async (client, sdk, limit) => {
        await client.send(once(new sdk.RollbackTransactionCommand({ resourceArn, secretArn, transactionId })), limit);
      }));
    }),
  };
}

/** Runs work with the SDK until the deadline, in milliseconds since the epoch; rejects with a DatabaseFailure alone. */
function createCall(options: DataApiOptions): <T>(deadline: number, work: Work<T>) => Promise<T> {
  let loading: Promise<{ sdk: Sdk; client: RDSDataClient }> | null = null;
  return async (deadline, work) => {
    const left = Math.min(Math.ceil(deadline - Date.now()), 2 ** 31 - 1);
    if (!(left > 0)) throw new DatabaseFailure('timeout', 'no time was left to send it');
    const abortSignal = AbortSignal.timeout(left);
    try {
      const { client, sdk } = await (loading ??= load(options));
      return await work(client, sdk, { abortSignal });
    } catch (thrown) {
      throw dataApiFailure(thrown, abortSignal.aborted);
    }
  };
}

async function load({ client, region, endpoint }: DataApiOptions): Promise<{ sdk: Sdk; client: RDSDataClient }> {
  const sdk = await import('@aws-sdk/client-rds-data');
  const place = { ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) };
  return { sdk, client: client ?? new sdk.RDSDataClient({ maxAttempts: 1, ...place }) };
}

/** A statement that was given up can still be running in the transaction: then it cannot be rolled back yet. */
async function tryRollback([wait, ...waits]: readonly number[], send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (failure) {
    const kind = failure instanceof DatabaseFailure ? failure.kind : 'internal';
    if (kind === 'transaction_gone') return;
    if (wait === undefined || kind === 'refused') throw failure;
    await new Promise((resolve) => void setTimeout(resolve, wait));
    await tryRollback(waits, send);
  }
}

/** Never `schema`: the service refuses it. Numerics come as text in any case, so no digit is lost. */
function inputOf({ secret, sql, parameters, transaction, longsAsText, columns }: StatementRequest) {
  return {
    secretArn: secret,
    sql,
    parameters: parameters as Parameter[],
    resultSetOptions: { decimalReturnType: 'STRING', longReturnType: longsAsText ? 'STRING' : 'LONG' } as const,
    ...(transaction !== null && { transactionId: transaction }),
    ...(columns && { includeResultMetadata: true }),
  };
}

/** The SDK's types know no null in an array. */
type Parameter = NonNullable<ConstructorParameters<Sdk['ExecuteStatementCommand']>[0]['parameters']>[number];

function resultOf({ records, columnMetadata, numberOfRecordsUpdated }: ExecuteStatementCommandOutput, wanted: boolean): StatementResult {
  const read = (records ?? []) as readonly (readonly Field[])[];
  const columns = wanted ? (columnMetadata ?? []).map(({ label, name, typeName }) => ({ label: label ?? name ?? '', type: typeName ?? '' })) : null;
  return { records: read, columns, updated: numberOfRecordsUpdated ?? 0, bytes: answerBytes(read) };
}
