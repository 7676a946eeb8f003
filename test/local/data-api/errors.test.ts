import { beforeAll, expect, test } from 'vitest';
import { failure, resourceArn, text, useHarness, type Api } from './harness.js';

const harness = useHarness();
let api: Api;
beforeAll(async () => {
  api = await harness.open();
  await api.execute('create table people (id int primary key, email text constraint people_email_key unique, age int constraint adult check (age > 17))');
  await api.execute(`insert into people values (1, 'ann@shop.test', 30)`);
});

const failing: readonly [string, string, string][] = [
  ['no such table', 'select * from nothing', 'ERROR: relation "nothing" does not exist; Position: 15; SQLState: 42P01'],
  ['no such column, behind a parameter', 'select :x, colour from people', 'ERROR: column "colour" does not exist; Position: 12; SQLState: 42703'],
  ['syntax', 'selec 1', 'ERROR: syntax error at or near "selec"; Position: 1; SQLState: 42601'],
  ['a unique constraint', `insert into people values (2, 'ann@shop.test')`, 'ERROR: duplicate key value violates unique constraint "people_email_key"; Detail: Key (email)=(ann@shop.test) already exists.; SQLState: 23505'],
  ['a check', 'insert into people values (3, null, 5)', 'ERROR: new row for relation "people" violates check constraint "adult"; Detail: Failing row contains (3, null, 5).; SQLState: 23514'],
  ['division', 'select 1/0', 'ERROR: division by zero; SQLState: 22012'],
  ['RAISE with a code of its own', `do $$ begin raise 'Too late.' using errcode = 'PGC01', hint = 'Be early.'; end $$`, 'ERROR: Too late.; Hint: Be early.; SQLState: PGC01'],
  ['a right that is missing', 'select * from pg_authid', 'ERROR: permission denied for table pg_authid; SQLState: 42501'],
  ['an object that is there', 'create table people ()', 'ERROR: relation "people" already exists; SQLState: 42P07'],
];
test.each(failing)('%s', async (_, sql, message) => {
  expect(await api.fails(sql, [text('x', 'a')])).toMatchObject({ name: 'DatabaseErrorException', message, $metadata: { httpStatusCode: 400 } });
});

test('COPY has nowhere to read from or write to, and takes nobody with it', async () => {
  for (const sql of ['copy people from stdin', 'copy people to stdout']) {
    expect(await api.fails(sql)).toMatchObject({ name: 'DatabaseErrorException', message: 'Database returned SQL Exception' });
  }
  expect(await api.value('select count(*) from people')).toEqual({ longValue: 1 });
});

let secrets = 0;
const secret = (value: string): string => {
  const name = `shop/local/made/${secrets++}`;
  harness.store.createSecret({ Name: name, SecretString: value });
  return name;
};
const login = (username: string, password: string): string => JSON.stringify({ username, password });

const badSecrets: readonly [string, () => string, string, RegExp][] = [
  ['no such secret', () => 'shop/local/users/nobody', 'SecretsErrorException', /Secrets Manager can't find the specified secret.*ResourceNotFoundException/],
  ['no such ARN', () => 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/local/users/nobody', 'SecretsErrorException', /ResourceNotFoundException/],
  ['a secret that is deleted', () => {
    const name = secret(login('x', 'y'));
    harness.store.deleteSecret({ SecretId: name });
    return name;
  }, 'SecretsErrorException', /InvalidRequestException/],
  ['no JSON', () => secret('ann'), 'InvalidSecretException', /username and password/],
  ['JSON that is no object', () => secret('["ann","x"]'), 'InvalidSecretException', /username and password/],
  ['no password', () => secret('{"username":"ann"}'), 'InvalidSecretException', /username and password/],
  ['an empty password', () => secret(login('ann', '')), 'InvalidSecretException', /username and password/],
  ['a user that is no text', () => secret('{"username":1,"password":"x"}'), 'InvalidSecretException', /username and password/],
  ['a user of the prototype', () => secret('{"__proto__":{"username":"ann","password":"x"}}'), 'InvalidSecretException', /username and password/],
  ['a user with NUL, behind which there would be settings', () => secret(login(`${harness.users.ann}\0user\0postgres`, "ann's")), 'InvalidSecretException', /username and password/],
  ['a wrong password', () => secret(login(harness.users.ann, 'x')), 'DatabaseErrorException', /^FATAL: password authentication failed for user "ann_\w+"; SQLState: 28P01$/],
  ['no such user', () => secret(login('nobody_here', 'x')), 'DatabaseErrorException', /^FATAL: password authentication failed for user "nobody_here"; SQLState: 28P01$/],
  ['the tool\'s superuser, whom the server asks for nothing', () => secret(login('postgres', 'x')), 'DatabaseErrorException', /without asking for a password/],
];
test.each(badSecrets)('secret: %s', async (_, make, name, message) => {
  expect(await api.fails('select 1', [], { secretArn: make() })).toMatchObject({ name, message: expect.stringMatching(message), $metadata: { httpStatusCode: 400 } });
});

test('a role that may not log in, and a database that is not there', async () => {
  const role = `out_${harness.users.ann}`;
  await harness.admin.query(`create role ${role} nologin password 'x'`);
  expect(await api.fails('select 1', [], { secretArn: secret(login(role, 'x')) })).toMatchObject({ name: 'DatabaseErrorException', message: `FATAL: role "${role}" is not permitted to log in; SQLState: 28000` });
  await harness.admin.query(`drop role ${role}`);
  expect(await api.fails('select 1', [], { database: 'nowhere' })).toMatchObject({ name: 'DatabaseErrorException', message: 'FATAL: database "nowhere" does not exist; SQLState: 3D000' });
});

test('a secret goes by name, by ARN, and by ARN without its ending', async () => {
  const { ARN = '' } = harness.store.describeSecret({ SecretId: 'shop/local/users/bob' });
  for (const secretArn of ['shop/local/users/bob', ARN, ARN.slice(0, -7)]) {
    expect(await api.value('select session_user', [], { secretArn })).toEqual({ stringValue: harness.users.bob });
  }
});

test('a cluster without a server', async () => {
  for (const host of ['127.0.0.1', '/nowhere']) {
    const gone = await harness.open({ host, port: 1 });
    expect(await gone.fails('select 1')).toMatchObject({ name: 'DatabaseUnavailableException', $metadata: { httpStatusCode: 504 } });
  }
});

test('a secret store that breaks is not the caller\'s to know', async () => {
  const broken = await harness.open({ secrets: { getSecretValue: () => Promise.reject(Object.assign(new Error('too fast'), { code: 'ThrottlingException' })) } });
  expect(await broken.fails('select 1')).toMatchObject({ name: 'SecretsErrorException', message: 'too fast (Service: AWSSecretsManager; Status Code: 400; Error Code: ThrottlingException)' });
  expect(await failure(broken.begin())).toMatchObject({ name: 'SecretsErrorException' });
  expect(resourceArn).toMatch(/cluster:local$/);
});
