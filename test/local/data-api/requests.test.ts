import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import { beforeAll, expect, test } from 'vitest';
import { annSecret, bobSecret, failure, resourceArn, useHarness, type Api } from './harness.js';

const harness = useHarness();
let one: Api;
beforeAll(async () => { one = await harness.open({ region: 'eu-central-1' }); });

const signature = `AWS4-HMAC-SHA256 Credential=AKIAX/20260101/eu-central-1/rds-data/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'a'.repeat(64)}`;

/** Without the SDK: what it would never send. */
const post = (path: string, body: unknown, headers: Record<string, string> = { authorization: signature }): Promise<Response> =>
  fetch(one.api.url + path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
const statement = { resourceArn, secretArn: annSecret, sql: 'select 1' };

async function refusal(response: Promise<Response>): Promise<[number, string | null, string]> {
  const answer = await response;
  const { message } = (await answer.json()) as { message: string };
  return [answer.status, answer.headers.get('x-amzn-errortype'), message];
}

test('an answer is JSON of status 200 and names the request', async () => {
  const answer = await post('/Execute', statement);
  expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([200, 'application/json', { numberOfRecordsUpdated: 0, records: [[{ longValue: 1 }]] }]);
  const { $metadata } = await one.execute('select 1');
  expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
});

test('an error has its name in the header, its message in the body, and an id', async () => {
  const error = await one.fails('select * from nothing');
  expect(error).toMatchObject({ name: 'DatabaseErrorException', $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  expect(await refusal(post('/Execute', '{'))).toEqual([400, 'SerializationException', 'the body is no JSON']);
  expect(await refusal(post('/Execute', []))).toEqual([400, 'SerializationException', 'the body must be an object']);
});

const required: readonly [string, readonly string[]][] = [
  ['/Execute', ['resourceArn', 'secretArn', 'sql']],
  ['/BatchExecute', ['resourceArn', 'secretArn', 'sql']],
  ['/BeginTransaction', ['resourceArn', 'secretArn']],
  ['/CommitTransaction', ['resourceArn', 'secretArn', 'transactionId']],
  ['/RollbackTransaction', ['resourceArn', 'secretArn', 'transactionId']],
];
test.each(required)('%s names all members that are missing: %s', async (path, members) => {
  const [status, name, message] = await refusal(post(path, {}));
  expect([status, name]).toEqual([400, 'ValidationException']);
  expect(message).toMatch(new RegExp(`^${members.length} validation errors detected: `));
  for (const member of members) expect(message).toContain(`Value null at '${member}' failed to satisfy constraint: Member must not be null`);
});

const shapes: readonly [string, object, string, RegExp][] = [
  ['resourceArn under 11 characters', { resourceArn: 'arn:aws:rd' }, 'ValidationException', /'resourceArn'.*greater than or equal to 11/],
  ['secretArn under 11 characters, a short name too', { secretArn: 'shop/users' }, 'ValidationException', /'secretArn'.*greater than or equal to 11/],
  ['secretArn over 570', { secretArn: 'x'.repeat(571) }, 'ValidationException', /less than or equal to 570/],
  ['sql over 65,536', { sql: `select 1 --${'x'.repeat(65_536)}` }, 'ValidationException', /less than or equal to 65536/],
  ['database over 64', { database: 'x'.repeat(65) }, 'ValidationException', /less than or equal to 64/],
  ['transactionId over 192', { transactionId: 'x'.repeat(193) }, 'ValidationException', /less than or equal to 192/],
  ['sql with NUL', { sql: 'select 1\0' }, 'ValidationException', /NUL/],
  ['database with NUL', { database: 'x\0user\0postgres' }, 'ValidationException', /NUL/],
  ['sql that is no string', { sql: 1 }, 'SerializationException', /sql/],
  ['sql with half a surrogate pair', { sql: 'select \ud800' }, 'SerializationException', /sql/],
  ['parameters that are no list', { parameters: {} }, 'SerializationException', /parameters/],
  ['a flag that is no boolean', { includeResultMetadata: 'true' }, 'SerializationException', /includeResultMetadata/],
  ['the schema parameter', { schema: 'acme' }, 'ValidationException', /^The schema parameter isn't supported$/],
  ['the schema parameter, empty', { schema: '' }, 'ValidationException', /^The schema parameter isn't supported$/],
  ['an unknown format', { formatRecordsAs: 'XML' }, 'ValidationException', /enum value set: \[NONE, JSON\]/],
  ['an unknown result option', { resultSetOptions: { longReturnType: 'DOUBLE' } }, 'ValidationException', /enum value set: \[LONG, STRING\]/],
  ['continueAfterTimeout in a transaction', { continueAfterTimeout: true, transactionId: 'x' }, 'ValidationException', /continueAfterTimeout/],
  ['another cluster', { resourceArn: `${resourceArn}2` }, 'HttpEndpointNotEnabledException', /not enabled/],
  ['the cluster in another case', { resourceArn: resourceArn.replace('local', 'Local') }, 'HttpEndpointNotEnabledException', /not enabled/],
  ['a cluster that is no ARN', { resourceArn: 'local-cluster' }, 'BadRequestException', /ARN/],
  ['two statements', { sql: 'select 1; select 2' }, 'ValidationException', /^Multistatements aren't supported$/],
];
test.each(shapes)('refused: %s', async (_, members, name, message) => {
  const [status, found, said] = await refusal(post('/Execute', { ...statement, ...members }));
  expect([status, found, said]).toEqual([400, name, expect.stringMatching(message)]);
});

test('what is not set may be null, empty or of no interest', async () => {
  const answer = await post('/Execute', { ...statement, schema: null, database: '', parameters: null, transactionId: null, colour: 'red', ['__proto__']: { sql: 'x' } });
  expect(answer.status).toBe(200);
  expect((await post('/Execute', '{"__proto__":{"resourceArn":"x","secretArn":"x","sql":"x"}}')).status).toBe(400);
});

test('the prototype is nobody\'s request', async () => {
  const [, , message] = await refusal(post('/Execute', `{"__proto__": ${JSON.stringify(statement)}}`));
  expect(message).toMatch(/^3 validation errors/);
});

const unsigned: readonly [string, Record<string, string>, number, string][] = [
  ['no signature', {}, 403, 'MissingAuthenticationTokenException'],
  ['another scheme', { authorization: 'Bearer x' }, 400, 'IncompleteSignatureException'],
  ['another service', { authorization: signature.replace('rds-data', 's3') }, 403, 'InvalidSignatureException'],
  ['another region', { authorization: signature.replace('eu-central-1', 'us-east-1') }, 403, 'InvalidSignatureException'],
];
test.each(unsigned)('refused: %s', async (_, headers, status, name) => {
  expect(await refusal(post('/Execute', statement, headers))).toEqual([status, name, expect.any(String)]);
});

test('an operation that the cluster does not have', async () => {
  expect(await refusal(post('/ExecuteSql', {}))).toEqual([400, 'BadRequestException', expect.any(String)]);
  expect(await refusal(post('/Nothing', {}))).toEqual([404, 'UnknownOperationException', expect.any(String)]);
  const got = await fetch(`${one.api.url}/Execute`, { headers: { authorization: signature } });
  expect([got.status, got.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
});

test('a name that was pointed at this machine is not answered', async () => {
  const { request } = await import('node:http');
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request(one.api.url, { headers: { host: 'evil.test' } }, (answer) => resolve(answer.resume().statusCode));
    sent.on('error', reject).end();
  });
  expect(status).toBe(403);
});

test('IAM decides by access key, action and resource', async () => {
  const asked: unknown[] = [];
  const guarded = await harness.open({
    allow: (request) => {
      asked.push(request);
      return request.action !== 'rds-data:BatchExecuteStatement' && !request.resource.includes('users/bob');
    },
  });
  await guarded.execute('select 1');
  expect(asked).toEqual([
    { accessKeyId: 'AKIALOCAL', action: 'rds-data:ExecuteStatement', resource: resourceArn },
    { accessKeyId: 'AKIALOCAL', action: 'secretsmanager:GetSecretValue', resource: expect.stringMatching(/:secret:shop\/local\/users\/ann-\w{6}$/) },
  ]);
  expect(await failure(guarded.batch('select 1', [[]]))).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
  expect(await guarded.fails('select 1', [], { secretArn: bobSecret })).toMatchObject({ name: 'SecretsErrorException', message: expect.stringContaining('No permission') });
});

test('the SDK finds the endpoint by its environment variable, and calls are counted', async () => {
  process.env['AWS_ENDPOINT_URL_RDS_DATA'] = one.api.url;
  const client = new RDSDataClient({ region: 'eu-central-1', credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' } });
  const [all, executed, begun] = [one.api.calls(), one.api.calls('ExecuteStatement'), one.api.calls('BeginTransaction')];
  try {
    expect((await client.send(new ExecuteStatementCommand(statement))).records).toEqual([[{ longValue: 1 }]]);
  } finally {
    delete process.env['AWS_ENDPOINT_URL_RDS_DATA'];
    client.destroy();
  }
  await one.rollback(await one.begin());
  expect([one.api.calls() - all, one.api.calls('ExecuteStatement') - executed, one.api.calls('BeginTransaction') - begun]).toEqual([3, 1, 1]);
});
