import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDataApi, type DataApi } from '../../../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import { createDataSource } from '../../../src/runtime/data-source.js';
import { direct } from '../../../src/runtime/direct.js';
import { lambdaResolvers, type LambdaCall } from '../../../src/runtime/lambda.js';
import { roleLogins } from '../../../src/runtime/role.js';
import { dataApi } from '../../../src/runtime/transport/data-api.js';
import type { Envelope, LogLine, Manifest, Transport } from '../../../src/runtime/types.js';
import { makeTenants, type LocalTenants, type Person } from '../../support/local-tenants.js';
import { dataOf, errorOf, identity, manifestOf, prefix, statement } from '../core/support.js';

const account = '123456789012';
const resourceArn = `arn:aws:rds:eu-central-1:${account}:cluster:local`;
const me = '(select cognition.current_user_id())';
const text = (name: string) => ({ name, label: name, codec: { kind: 'text' as const }, hidden: false });
const write = { operation: 'write' as const, rows: 'many' as const, columns: [text('author')] };

const manifest: Manifest = manifestOf({
  'Query.notes': statement({ columns: [text('author'), text('body')], sql: ['select author, body from {tenant}.notes order by body desc'] }),
  'Query.eager': statement({ columns: [text('body')], sql: ['select body from {tenant}.eager order by body'] }),
  'Query.insert': statement({ columns: [text('author')], sql: [`insert into {tenant}.notes values (${me}, 'misnamed') returning author`] }),
  'Query.with': statement({ columns: [text('author')], sql: [`with made as (insert into {tenant}.notes values (${me}, 'misnamed') returning author) select author from made`] }),
  'Mutation.add': statement({ ...write, sql: [`insert into {tenant}.notes values (${me}, 'new') returning author`] }),
  'Mutation.changes': statement({ ...write, sql: [`update {tenant}.notes set body = body || '!' where author = ${me} returning author`] }),
  'Mutation.volatile': statement({ ...write, sql: ['select {tenant}.add_note() as author'] }),
  'Mutation.raises': statement({ ...write, sql: ["insert into {tenant}.notes values ('nobody', 'forged') returning author"] }),
}, { lambdas: { 'Mutation.own': { check: null, allow: null, tenantArgument: null }, 'Mutation.twice': { check: null, allow: null, tenantArgument: null } } });

let attempts = 0;
const own = async ({ database, fail }: LambdaCall): Promise<unknown> => {
  const before = await database.query<{ who: string | null }>('select cognition.current_user_id() as who');
  const inside = await database.transaction(async (one) => {
    const [first] = await one.query<{ who: string | null }>('select cognition.current_user_id() as who');
    await one.run('Mutation.add');
    const notes = await one.run('Query.notes') as readonly unknown[];
    const [last] = await one.query<{ who: string | null }>('select cognition.current_user_id() as who');
    return { who: [first?.who, last?.who], notes: notes.length };
  });
  return before[0] === undefined ? fail('NONE', 'none') : { before: before[0].who, inside };
};
/** The first time, somebody else was quicker. */
const twice = ({ database }: LambdaCall): Promise<unknown> => database.transaction(async (one) => {
  attempts += 1;
  await one.run('Mutation.add');
  if (attempts === 1) await one.query("do $$ begin raise serialization_failure; end $$");
  return (await one.run('Query.notes') as readonly unknown[]).length;
});

let tenants: LocalTenants;
let api: DataApi;
let people: Record<'ann' | 'ben' | 'abe' | 'bob' | 'sue', Person>;
let transports: Record<'dataApi' | 'direct', Transport>;
const closing: (() => unknown)[] = [];
const lines: LogLine[] = [];

beforeAll(async () => {
  tenants = await makeTenants(fileURLToPath(new URL('../../../fixtures/generate/shop', import.meta.url)), ['acme', 'globex'], 'role');
  const of = { ann: ['acme', 'users'], ben: ['acme', 'users'], abe: ['acme', 'admins'], bob: ['globex', 'users'], sue: ['acme', 'users'] } as const;
  const made: [string, Person][] = [];
  for (const [name, [tenant, role]] of Object.entries(of)) made.push([name, await tenants.addPerson(tenant, role, name)]);
  people = Object.fromEntries(made) as typeof people;
  await tenants.suspend(people.sue);
  const acme = tenants.tenants['acme'] ?? '';
  const robot = { username: `robot_${acme}`, password: randomBytes(18).toString('base64url') };
  await tenants.admin.query(`set search_path = ${acme}; set role ${acme}_owner; ${tables}; reset role; reset search_path; grant select, insert, update on ${acme}.notes, ${acme}.eager to ${acme}_users; grant execute on function ${acme}.add_note to ${acme}_users; create role ${robot.username} login password '${robot.password}' in role ${acme}_users`);
  const store = createSecretStore({ region: 'eu-central-1', account });
  for (const { secret, ...login } of [...tenants.logins, { secret: 'overrides/robot', ...robot }]) store.createSecret({ Name: `${prefix}/${secret}`, SecretString: JSON.stringify(login) });
  // A session is the next call's too: what one member leaves in it, another one finds.
  api = await startDataApi({ host: tenants.host, port: tenants.port, defaultDatabase: tenants.database, secrets: store, resourceArn, sessionState: 'leak' });
  const client = new RDSDataClient({ endpoint: api.url, region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
  const secrets = async (name: string) => JSON.parse(store.getSecretValue({ SecretId: name }).SecretString ?? '') as { username: string; password: string };
  const straight = direct({ host: tenants.host, port: tenants.port, database: tenants.database, secrets: (name) => secrets(name).catch(() => null) });
  transports = { dataApi: dataApi({ client, resourceArn, database: tenants.database }), direct: straight };
  closing.push(() => straight.close(), () => client.destroy(), () => api.close(), () => tenants.close());
});
afterAll(async () => {
  for (const close of closing) await close();
});

const tables = `create table notes (author text, body text); create table eager (author text, body text) partition by list (author); create table eager_all partition of eager default;
  alter table notes enable row level security; alter table eager enable row level security;
  create policy mine on notes using (author = ${me}) with check (author = ${me}); create policy mine on eager using (author = cognition.current_user_id()) with check (true);
  create function add_note() returns text language sql volatile begin atomic insert into notes values (cognition.current_user_id(), 'by function') returning author; end`;

describe.each(['dataApi', 'direct'] as const)('%s', (name) => {
  type Ask = (person: Person, statement: string, claims?: Partial<Person>) => Promise<Envelope>;
  let ask: Ask;
  let sent: string[];
  const acme = (): string => tenants.tenants['acme'] ?? '';

  beforeAll(async () => {
    const { [name]: transport } = transports;
    const counted = <A extends readonly unknown[], T>(what: string, work: (...args: A) => Promise<T>) => (...args: A): Promise<T> => {
      sent.push(what);
      return work(...args);
    };
    const handler = createDataSource({
      manifest, log: (line) => lines.push(line), lambda: lambdaResolvers({ 'Mutation.own': own, 'Mutation.twice': twice }),
      ...roleLogins({
        transport: { execute: counted('execute', transport.execute), begin: counted('begin', transport.begin), commit: counted('commit', transport.commit), rollback: counted('rollback', transport.rollback) },
        credentials: { prefix, assumedRoleOverrides: { [`${account}/robot`]: { secret: 'robot', tenant: acme(), role: 'users' } } },
      }),
    });
    ask = async (person, field, claims = {}) => (await handler({ v: 1, statement: field, parameters: {}, identity: person.id === 'robot'
      ? { accountId: account, userArn: `arn:aws:sts::${account}:assumed-role/robot/nightly` }
      : identity(claims.id ?? person.id, claims.tenant ?? person.tenant, claims.role ?? person.role) })) as Envelope;
    await tenants.admin.query(`truncate ${acme()}.notes, ${acme()}.eager`);
    for (const { id } of [people.ann, people.ben]) await tenants.admin.query(`insert into ${acme()}.notes select $1, n || ' of ' || $1 from generate_series(1, 3) n; `.replaceAll('$1', `'${id}'`) + `insert into ${acme()}.eager values ('${id}', '${id}')`);
    sent = [];
  });

  const stepsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    sent.length = 0;
    await work();
    return [...sent];
  };

  it('a read is one call, a write a transaction of four, as the member', async () => {
    const { ann, ben } = people;
    expect(await stepsOf(async () => expect(dataOf(await ask(ann, 'Query.notes'))).toEqual([3, 2, 1].map((n) => ({ author: ann.id, body: `${n} of ${ann.id}` }))))).toEqual(['execute']);
    expect(await stepsOf(async () => expect(dataOf(await ask(ben, 'Mutation.add'))).toEqual([{ author: ben.id }]))).toEqual(['begin', 'execute', 'execute', 'commit']);
    expect(dataOf(await ask(ben, 'Mutation.changes'))).toHaveLength(4);
    expect(dataOf(await ask(ann, 'Mutation.volatile'))).toEqual([{ author: ann.id }]);
    expect(dataOf(await ask(ann, 'Query.notes'))).toHaveLength(4);
  });

  it('a read whose policy asks before it is entered is a transaction, the second time at once', async () => {
    const { ann, ben } = people;
    const read = (person: Person) => async (): Promise<void> => expect(dataOf(await ask(person, 'Query.eager'))).toEqual([{ body: person.id }]);
    expect(await stepsOf(read(ann))).toEqual(['execute', 'begin', 'execute', 'execute', 'commit']);
    expect(await stepsOf(read(ben))).toEqual(['begin', 'execute', 'execute', 'commit']);
  });

  it('a write that is called a read runs as what it is, or is refused', async () => {
    const count = async (): Promise<number | null> => (await tenants.admin.query(`select from ${acme()}.notes where body = 'misnamed'`)).rowCount;
    expect(await stepsOf(async () => expect(dataOf(await ask(people.ann, 'Query.insert'))).toEqual([{ author: people.ann.id }]))).toEqual(['begin', 'execute', 'execute', 'commit']);
    expect(await count()).toBe(1);
    expect(errorOf(await ask(people.ann, 'Query.with')).code).toBe('internal');
    expect(await count()).toBe(1);
  });

  it('a write that a policy refuses leaves nothing open', async () => {
    expect(await stepsOf(async () => expect(errorOf(await ask(people.ann, 'Mutation.raises')).code).toBe('not_authorized'))).toEqual(['begin', 'execute', 'execute', 'rollback']);
    expect(api.transactions()).toBe(0);
  });

  it('members of one login at the same time are each themselves', async () => {
    const { ann, ben, abe } = people;
    const answers = await Promise.all(Array.from({ length: 24 }, async (_, n) => {
      const person = n % 2 === 0 ? ann : ben;
      const rows = dataOf(await ask(person, n % 3 === 0 ? 'Mutation.changes' : 'Query.notes')) as readonly { author: string }[];
      return rows.length > 0 && rows.every(({ author }) => author === person.id);
    }));
    expect(answers).toEqual(answers.map(() => true));
    // Whoever has no rows has none because of nobody before.
    expect(dataOf(await ask(abe, 'Query.notes'))).toEqual([]);
  });

  it('a resolver of the user\'s own is the member in each statement and in its transactions', async () => {
    const { ben } = people;
    const answer = dataOf(await ask(ben, 'Mutation.own')) as { readonly inside: { readonly notes: number } };
    expect(answer).toEqual({ before: ben.id, inside: { who: [ben.id, ben.id], notes: expect.any(Number) as number } });
    expect(answer.inside.notes).toBeGreaterThan(4);
  });

  it('a serialization failure runs the whole again, as the member', async () => {
    attempts = 0;
    const before = (dataOf(await ask(people.ann, 'Query.notes')) as unknown[]).length;
    expect(dataOf(await ask(people.ann, 'Mutation.twice'))).toBe(before + 1);
    expect(attempts).toBe(2);
  });

  it('an override has its own login, and is no member', async () => {
    const robot = { ...people.ann, id: 'robot' };
    expect(await stepsOf(async () => expect(dataOf(await ask(robot, 'Query.notes'))).toEqual([]))).toEqual(['execute']);
    expect(errorOf(await ask(robot, 'Mutation.add')).code).toBe('not_authorized');
    expect(lines.at(-1)).toMatchObject({ userId: null, tenant: acme(), role: 'users', code: 'not_authorized' });
  });

  it.each<[string, () => Promise<Envelope>]>([
    ['a suspended member', () => ask(people.sue, 'Query.notes')],
    ['a suspended member who writes', () => ask(people.sue, 'Mutation.add')],
    ['a suspended member with code of the user\'s own', () => ask(people.sue, 'Mutation.own')],
    ['a member of another tenant', () => ask(people.bob, 'Query.notes', { tenant: acme() })],
    ['one\'s own tenant with the id of another one\'s member', () => ask(people.ann, 'Mutation.add', { id: people.bob.id })],
    ['a role that the member does not have', () => ask(people.ann, 'Query.notes', { role: 'admins' })],
    ['nobody', () => ask(people.ann, 'Query.notes', { id: 'u_00000000000000000000000000000000' })],
  ])('%s is refused by PostgreSQL', async (_who, call) => {
    expect(errorOf(await call())).toMatchObject({ code: 'not_authorized', retryable: false });
    expect(lines.at(-1)).toMatchObject({ sqlstate: '42501' });
    expect(api.transactions()).toBe(0);
  });

  it('the log says who it was', async () => {
    lines.length = 0;
    await ask(people.ben, 'Mutation.add');
    await ask(people.ben, 'Query.notes');
    expect(lines).toMatchObject(['Mutation.add', 'Query.notes'].map((one) => ({ statement: one, userId: people.ben.id, tenant: acme(), role: 'users', code: 'ok' })));
  });
});
