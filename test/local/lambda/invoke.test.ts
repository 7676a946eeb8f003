import { createRequire } from 'node:module';
import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { bytes, localLambda, parsed } from './harness.js';

const seen: unknown[] = [];
const circular: Record<string, unknown> = {};
circular['self'] = circular;

class Refused extends Error {
  override readonly name = 'Refused';
}

const { lambda, client } = await localLambda({
  functions: {
    echo: (event) => Promise.resolve(event),
    keep: (event) => {
      seen.push(event);
      return Promise.resolve(event);
    },
    context: (_event, context) => Promise.resolve({ ...context, left: context.getRemainingTimeInMillis() }),
    nothing: () => Promise.resolve(undefined),
    dates: () => Promise.resolve({ at: new Date(0), gone: undefined, big: [undefined] }),
    throws: () => Promise.reject(new Refused('not today')),
    'throws-at-once': () => {
      throw new TypeError('before any promise');
    },
    'throws-text': () => Promise.reject('just text'),
    circular: () => Promise.resolve(circular),
    huge: () => Promise.resolve('x'.repeat(6 * 1024 * 1024 + 100)),
    slow: { handler: () => new Promise((resolve) => setTimeout(resolve, 5000).unref()), timeout: 60 },
  },
});

const invoke = (FunctionName: string, payload?: unknown, more: Partial<InvokeCommandInput> = {}): ReturnType<typeof call> => call({ FunctionName, ...(payload !== undefined && { Payload: bytes(payload) }), ...more });
async function call(input: InvokeCommandInput): Promise<{ status: number | undefined; error: string | undefined; version: string | undefined; body: unknown }> {
  const { StatusCode: status, FunctionError: error, ExecutedVersion: version, Payload } = await client.send(new InvokeCommand(input));
  return { status, error, version, body: parsed(Payload) };
}
const refusal = (work: Promise<unknown>): Promise<{ name: string; message: string; $metadata: { httpStatusCode: number } }> => work.then(() => Promise.reject(new Error('was not refused')), (failure: unknown) => failure as never);

describe('a synchronous call', () => {
  it('answers with what the function returned', async () => {
    expect(await invoke('echo', { a: [1, 'ä', null] })).toEqual({ status: 200, error: undefined, version: '$LATEST', body: { a: [1, 'ä', null] } });
    expect((await invoke('echo')).body).toEqual({});
    expect((await invoke('nothing')).body).toBeNull();
    expect((await invoke('dates')).body).toEqual({ at: '1970-01-01T00:00:00.000Z', big: [null] });
  });

  it('knows functions by name, partial ARN and ARN, with their version or without', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:echo';
    for (const name of ['echo', 'echo:$LATEST', '123456789012:function:echo', arn, `${arn}:$LATEST`]) expect((await invoke(name, 1)).body).toBe(1);
    expect((await invoke('echo', 1, { Qualifier: '$LATEST' })).body).toBe(1);
  });

  it('gives the handler a copy of the event and a context', async () => {
    await invoke('keep', { n: 1 });
    await invoke('keep', { n: 1 });
    expect(seen).toEqual([{ n: 1 }, { n: 1 }]);
    expect(seen[0]).not.toBe(seen[1]);
    const { body } = await invoke('context') as { body: Record<string, unknown> };
    expect(body).toMatchObject({ functionName: 'context', functionVersion: '$LATEST', invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:context', memoryLimitInMB: '128' });
    expect(body['awsRequestId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(body['left']).toBeGreaterThan(0);
    expect(body['left']).toBeLessThanOrEqual(3000);
  });

  it.each([
    ['throws', 'Refused', 'not today'], ['throws-at-once', 'TypeError', 'before any promise'], ['throws-text', 'string', 'just text'],
    ['circular', 'TypeError', expect.stringContaining('circular')], ['huge', 'Function.ResponseSizeTooLarge', 'Response payload size exceeded maximum allowed payload size (6291556 bytes).'],
    ['slow', 'Sandbox.Timedout', expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.06 seconds$/)],
  ])('answers what is wrong in %s as an error of the function', async (name, errorType, errorMessage) => {
    const { status, error, body } = await invoke(name);
    expect({ status, error }).toEqual({ status: 200, error: 'Unhandled' });
    expect(body).toEqual({ errorType, errorMessage, trace: expect.any(Array) as unknown });
  });

  it('does not run the function of a dry run', async () => {
    const before = seen.length;
    expect(await client.send(new InvokeCommand({ FunctionName: 'keep', InvocationType: 'DryRun' }))).toMatchObject({ StatusCode: 204 });
    expect(seen).toHaveLength(before);
  });

  it('is the same for the SDK of version 2', async () => {
    const require = createRequire(createRequire(import.meta.url).resolve('cognito-local/lib/bin/start.js'));
    process.env['AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE'] = '1';
    const { Lambda } = require('aws-sdk') as { Lambda: new (options: object) => { invoke(input: object): { promise(): Promise<Record<string, unknown>> } } };
    const old = new Lambda({ endpoint: lambda.url, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
    expect(await old.invoke({ FunctionName: 'echo', InvocationType: 'RequestResponse', Payload: '{"a":1}' }).promise()).toMatchObject({ StatusCode: 200, Payload: '{"a":1}' });
    expect(await old.invoke({ FunctionName: 'throws', Payload: '{}' }).promise()).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  });
});

describe('a call that Lambda refuses', () => {
  it.each(['nope', 'echo:1', 'arn:aws:lambda:eu-west-1:999999999999:function:echo', 'arn:aws:lambda:us-east-1:123456789012:function:echo', '__proto__', 'constructor'])('knows no function %s', async (name) => {
    expect(await refusal(invoke(name))).toMatchObject({ name: 'ResourceNotFoundException', message: expect.stringContaining('Function not found: arn:aws:lambda:') as string, $metadata: { httpStatusCode: 404 } });
  });

  it('takes no payload that is too long, or is no JSON', async () => {
    const text = (length: number): Uint8Array => Buffer.from(`"${'x'.repeat(length - 2)}"`);
    const limit = 6 * 1024 * 1024;
    expect((await call({ FunctionName: 'nothing', Payload: text(limit) })).status).toBe(200);
    expect(await refusal(call({ FunctionName: 'nothing', Payload: text(limit + 1) }))).toMatchObject({ message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation', $metadata: { httpStatusCode: 413 } });
    expect(await refusal(call({ FunctionName: 'nothing', InvocationType: 'Event', Payload: text(1024 * 1024 + 1) }))).toMatchObject({ message: 'Request must be smaller than 1048576 bytes for the InvokeFunction operation' });
    expect(await refusal(call({ FunctionName: 'echo', Payload: Buffer.from('{') }))).toMatchObject({ name: 'InvalidRequestContentException', $metadata: { httpStatusCode: 400 } });
  });

  it('wants a signature, and nobody else’s', async () => {
    const ask = async (headers: Record<string, string>): Promise<[number, string | null]> => {
      const response = await fetch(`${lambda.url}/2015-03-31/functions/echo/invocations`, { method: 'POST', headers, body: '1' });
      return [response.status, response.headers.get('x-amzn-errortype')];
    };
    expect(await ask({})).toEqual([403, 'MissingAuthenticationTokenException']);
    expect(await ask({ authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0' })).toEqual([403, 'IncompleteSignatureException']);
    expect((await fetch(`${lambda.url}/2015-03-31/functions/echo/invocations`, { method: 'OPTIONS' })).headers.get('access-control-allow-origin')).toBeNull();
    expect((await fetch(`${lambda.url}/`)).status).toBe(404);
  });
});
