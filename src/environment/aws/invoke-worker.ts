import type { LambdaClientConfig } from '@aws-sdk/client-lambda';

/** Has a function run soon; its answer is not waited for. */
export async function invokeWorker(config: LambdaClientConfig, name: string): Promise<void> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient(config);
  await client.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from('{}') })).finally(() => client.destroy());
}
