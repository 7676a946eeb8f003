import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll } from 'vitest';
import { startLambda } from '../../../src/local/lambda/start-lambda.js';
import type { LambdaOptions, RunningLambda } from '../../../src/local/lambda/types.js';

/** Lambda for one test file, and the unmodified SDK pointed at it. */
export async function localLambda(options: LambdaOptions): Promise<{ lambda: RunningLambda; client: LambdaClient }> {
  const lambda = await startLambda(options);
  const client = new LambdaClient({ endpoint: lambda.url, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  afterAll(async () => {
    client.destroy();
    await lambda.close();
  });
  return { lambda, client };
}

export const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
export const parsed = (payload: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
