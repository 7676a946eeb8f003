import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Fault } from '../../src/local/data-api/faults.js';
import { lambdaResolvers, type LambdaCall, type LambdaDatabase } from '../../src/runtime/lambda.js';
import type { Envelope } from '../../src/runtime/types.js';
import { callerOn, identityOf, startLocalSource, type LocalSource } from './core/local-source.js';
import { errorOf, request } from './core/support.js';

let source: LocalSource;
beforeAll(async () => void (source = await startLocalSource()));
afterEach(() => source.api.faults.clear());
afterAll(() => source.close());

const insert = "insert into {tenant}.tasks (title) values ('once')";
const writes: Readonly<Record<string, (database: LambdaDatabase) => Promise<unknown>>> = {
  statement: (database) => database.query(insert),
  transaction: (database) => database.transaction((inside) => inside.query(insert)),
  'generated statement': (database) => database.run('Mutation.createTask', { input: { title: 'once' } }),
};

async function tasks(): Promise<number> {
  const { rowCount } = await source.tenants.admin.query(`select from "${source.acmeAdmin.tenant ?? ''}".tasks`);
  return rowCount ?? 0;
}

/** What a mutation of the user's own does: it writes, and reads what the client will see. */
it.each(Object.keys(writes).flatMap((write) => (['unavailable', 'drop', 'resuming'] satisfies Fault[]).map((fault) => [write, fault] as const)))(
  'what a resolver has written in a %s is not for the client to repeat when a read after it meets: %s', async (write, fault) => {
    const lambda = lambdaResolvers({
      'Query.uploadUrl': async ({ database }: LambdaCall) => {
        await writes[write]?.(database);
        return database.run('Query.listTasks');
      },
    });
    const before = await tasks();
    source.api.faults.inject({ fault, sql: /Query\.listTasks/ });
    const event = request('Query.uploadUrl', { fileName: 'x' }, { identity: identityOf(source.acmeAdmin) });
    const error = errorOf((await callerOn(source, { lambda }).handler(event, { getRemainingTimeInMillis: () => 3_000 })) as Envelope);
    expect([await tasks() - before, error.code, error.retryable]).toEqual([1, 'unavailable', false]);
  });
