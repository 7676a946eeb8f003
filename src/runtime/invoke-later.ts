import type { LambdaClient } from '@aws-sdk/client-lambda';

export interface InvokeLaterOptions {
  /** Name or ARN of the worker's function. */
  readonly functionName: string;
  /** A client of one's own; absent: as the SDK finds it. */
  readonly client?: LambdaClient;
}

/**
 * Starts a Lambda function with an event, `{}` unless given, and does not wait for its end: Invoke with InvocationType
 * `Event`, which Lambda keeps and runs at least once. The SDK is loaded with the first call.
 *
 * @returns rejects with what the SDK throws, or where Lambda does not take the event
 * @throws TypeError at once without a function's name
 */
export function invokeLater({ functionName, client }: InvokeLaterOptions): (event?: object) => Promise<void> {
  if (functionName === '') throw new TypeError('invokeLater needs the name of a function');
  let loading: ReturnType<typeof load> | undefined;
  return async (event = {}) => {
    const { sdk, lambda } = await (loading ??= load(client));
    const Payload = new TextEncoder().encode(JSON.stringify(event));
    const { StatusCode } = await lambda.send(new sdk.InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
    if (StatusCode !== 202) throw new Error(`Lambda answered ${StatusCode} where 202 was expected`);
  };
}

async function load(client: LambdaClient | undefined): Promise<{ readonly sdk: typeof import('@aws-sdk/client-lambda'); readonly lambda: LambdaClient }> {
  const sdk = await import('@aws-sdk/client-lambda');
  return { sdk, lambda: client ?? new sdk.LambdaClient({}) };
}
