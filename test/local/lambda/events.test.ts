import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { startLambda } from '../../../src/local/lambda/start-lambda.js';
import { bytes, localLambda } from './harness.js';

const runs: unknown[] = [];
let failures = 0;
const { lambda, client } = await localLambda({
  retryWaits: [5, 5],
  functions: {
    flaky: (event) => {
      runs.push(event);
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('not yet')) : Promise.resolve('done');
    },
  },
});

const send = (payload: unknown): Promise<{ StatusCode?: number | undefined }> => client.send(new InvokeCommand({ FunctionName: 'flaky', InvocationType: 'Event', Payload: bytes(payload) }));

async function after(count: number): Promise<unknown> {
  failures = count;
  runs.length = 0;
  expect((await send({ count })).StatusCode).toBe(202);
  await lambda.idle();
  return lambda.invocations.at(-1);
}

describe('an event', () => {
  it('is answered at once and run afterwards', async () => {
    expect(await after(0)).toMatchObject({ name: 'flaky', type: 'Event', payload: { count: 0 }, attempts: 1, outcome: { kind: 'answered', value: 'done' } });
  });

  it('is tried twice more, with the same request id', async () => {
    expect(await after(2)).toMatchObject({ attempts: 3, outcome: { kind: 'answered', value: 'done' } });
    expect(runs).toEqual([{ count: 2 }, { count: 2 }, { count: 2 }]);
  });

  it('is given up then', async () => {
    expect(await after(9)).toMatchObject({ attempts: 3, outcome: { kind: 'failed', errorType: 'Error', errorMessage: 'not yet' } });
    expect(runs).toHaveLength(3);
  });

  it('has to name a function that there is', async () => {
    await expect(client.send(new InvokeCommand({ FunctionName: 'none', InvocationType: 'Event' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('finds the function that has the name by then', async () => {
    lambda.register('later', () => Promise.resolve(1));
    lambda.register('later', () => Promise.resolve(2));
    await client.send(new InvokeCommand({ FunctionName: 'later', InvocationType: 'Event' }));
    await lambda.idle();
    expect(lambda.invocations.at(-1)?.outcome).toEqual({ kind: 'answered', value: 2 });
    expect(() => lambda.register('a b', () => Promise.resolve())).toThrow(/cannot be the name of a Lambda function/);
  });

  it('is not tried again after the end', async () => {
    let count = 0;
    const other = await startLambda({ retryWaits: [60_000], functions: { fails: () => Promise.reject(new Error(`${(count += 1)}`)) } });
    const sender = new LambdaClient({ endpoint: other.url, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    await sender.send(new InvokeCommand({ FunctionName: 'fails', InvocationType: 'Event' }));
    await other.close();
    sender.destroy();
    await other.idle();
    expect(count).toBeLessThanOrEqual(1);
  });
});
