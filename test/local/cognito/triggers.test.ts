import { describe, expect, it } from 'vitest';
import { startCognito } from '../../../src/local/cognito/start-cognito.js';
import { startLambda } from '../../../src/local/lambda/start-lambda.js';
import { clientOf, member, refusal, signIn, testPool, tokensOf } from './harness.js';

const pool = await testPool({ triggerTimeout: 300 });
await member(pool, 'ann@shop.test');

describe('a trigger', () => {
  it('is called again when it does not answer, and three times in all', async () => {
    let calls = 0;
    pool.behaviour.PreAuthentication = () => {
      calls += 1;
      return calls < 3 ? new Promise((resolve) => setTimeout(resolve, 2000).unref()) : undefined;
    };
    expect(tokensOf(await signIn(pool, 'ann@shop.test')).id['email']).toBe('ann@shop.test');
    expect(calls).toBe(3);
    calls = -9;
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe('UnexpectedLambdaException: PreAuthentication invocation failed due to error Socket timeout while invoking Lambda function.');
    expect(calls).toBe(-6);
  });

  it('is not called again when it throws', async () => {
    let calls = 0;
    pool.behaviour.PreAuthentication = () => {
      calls += 1;
      throw new Error('no');
    };
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe('UserLambdaValidationException: PreAuthentication failed with error no.');
    expect(calls).toBe(1);
  });

  it('has Lambda’s own timeout', async () => {
    pool.lambda.register('shop-PreAuthentication', { handler: () => new Promise((resolve) => setTimeout(resolve, 2000).unref()), timeout: 50 });
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toMatch(/^UserLambdaValidationException: PreAuthentication failed with error RequestId: \S+ Error: Task timed out after 0\.05 seconds\.$/);
  });

  it.each([[null], ['text'], [[1]], [{}], [{ response: null }], [{ response: 'yes' }]])('has to return the event: %j is none', async (answer) => {
    pool.lambda.register('shop-PreAuthentication', () => Promise.resolve(answer));
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe('InvalidLambdaResponseException: Unrecognizable lambda output');
  });

  it('has to be there', async () => {
    const lambda = await startLambda({ functions: {} });
    const cognito = await startCognito({ folder: `${pool.folder}/other`, lambda: lambda.url, triggers: { PreAuthentication: 'none' }, poolId: 'eu-west-1_Test', clientId: 'web' });
    const other = { ...pool, cognito, client: clientOf(cognito) };
    expect(await refusal(signIn(other, 'ann@shop.test'))).toBe('UnexpectedLambdaException: PreAuthentication invocation failed due to error ResourceNotFoundException.');
    await lambda.close();
    expect(await refusal(signIn(other, 'ann@shop.test'))).toBe('UnexpectedLambdaException: PreAuthentication invocation failed due to error Lambda is out of reach.');
    other.client.destroy();
    await cognito.close();
  });
});
