import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLambda } from '../../../src/local/lambda/start-lambda.js';
import type { RunningLambda } from '../../../src/local/lambda/types.js';
import { invokeLater } from '../../../src/runtime/hooks.js';

let lambda: RunningLambda;
let client: LambdaClient;
const received: unknown[] = [];
beforeAll(async () => {
  lambda = await startLambda({ functions: {
    worker: (event) => Promise.resolve(void received.push(event)),
    broken: () => Promise.reject(new Error('not this time')),
  } });
  client = new LambdaClient({ endpoint: lambda.url, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await lambda.close();
});

const job = { sub: 'sub-1', userPoolId: 'eu-west-1_A' };

describe('invokeLater', () => {
  it('starts the function with an event, an empty one unless given', async () => {
    const start = invokeLater({ functionName: 'worker', client });
    await start(job);
    await start();
    await lambda.idle();
    expect(received).toEqual([job, {}]);
    expect(lambda.invocations.at(-1)).toMatchObject({ name: 'worker', type: 'Event', attempts: 1 });
  });

  it('does not wait for what becomes of it', async () => {
    await expect(invokeLater({ functionName: 'broken', client })(job)).resolves.toBeUndefined();
    await lambda.idle();
    expect(lambda.invocations.at(-1)).toMatchObject({ outcome: { kind: 'failed' } });
  });

  it('rejects where there is no such function', async () => {
    await expect(invokeLater({ functionName: 'missing', client })(job)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(() => invokeLater({ functionName: '' })).toThrow(TypeError);
  });

  it('loads the SDK with its first call and not before', async () => {
    const { outputFiles } = await build({
      stdin: { contents: "import { invokeLater } from './hooks.js'; await invokeLater({ functionName: 'worker' })({ sub: 's', userPoolId: 'p_1' }).catch(({ message }) => console.log(message));", resolveDir: join(import.meta.dirname, '../../../src/runtime') },
      bundle: true, format: 'esm', platform: 'node', target: 'node20', external: ['@aws-sdk/*'], write: false, logLevel: 'silent',
    });
    const code = outputFiles[0]?.text ?? '';
    // From a folder without packages.
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: '/', encoding: 'utf8' })).toMatch(/^Cannot find package '@aws-sdk\/client-lambda'/);
  });
});
