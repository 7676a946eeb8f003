import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { fc } from '../../support/property.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDataApi, type DataApi } from '../../../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import { startSecretsManager } from '../../../src/local/secrets-manager/start-secrets-manager.js';
import { direct } from '../../../src/runtime/direct.js';
import { dataApi } from '../../../src/runtime/transport/data-api.js';
import type { Field, SqlParameter, StatementRequest, StatementResult, Transport } from '../../../src/runtime/types.js';
import { failure, makeUsers, statement, type Users } from './support.js';

const region = 'eu-west-1';
const resourceArn = `arn:aws:rds:${region}:123456789012:cluster:shop`;
const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'b' };

let users: Users;
let endpoint: DataApi;
let secretsEndpoint: Awaited<ReturnType<typeof startSecretsManager>>;
let overHttp: Transport;
let overWire: ReturnType<typeof direct>;
beforeAll(async () => {
  users = await makeUsers();
  const { host, port, database } = users;
  const store = createSecretStore({ region, account: '123456789012' });
  for (const [Name, login] of users.logins) store.createSecret({ Name, SecretString: JSON.stringify({ ...login, host: 'elsewhere' }) });
  store.createSecret({ Name: 'shop/users/wrong', SecretString: JSON.stringify({ ...users.logins.get('shop/users/one'), password: 'no' }) });
  store.createSecret({ Name: 'shop/users/text', SecretString: 'no JSON' });
  endpoint = await startDataApi({ host, port, secrets: store, resourceArn });
  secretsEndpoint = await startSecretsManager({ store });
  overHttp = dataApi({ client: new RDSDataClient({ endpoint: endpoint.url, region, credentials }), resourceArn, database });
  overWire = direct({ host, port, database, secrets: new SecretsManagerClient({ endpoint: secretsEndpoint.url, region, credentials }) });
});
afterAll(async () => {
  await overWire.close();
  await endpoint.close();
  await secretsEndpoint.close();
  await users.close();
});

const both = (): readonly Transport[] => [overHttp, overWire];
async function same(request: Partial<StatementRequest> & { readonly sql: string }): Promise<StatementResult> {
  const [http, wire] = await Promise.all(both().map((transport) => transport.execute(statement(request.sql, { columns: true, ...request }))));
  expect(wire).toEqual(http);
  return http ?? { records: [], columns: null, updated: 0, bytes: 0 };
}

const columns = [
  '1::int2', '2::int4', '9007199254740991::int8', '1.5::float4', '-2.25e-300::float8', "'Infinity'::text", '123456.7890::numeric(20,4)', '1e-10::numeric', 'true', 'false', "'\\x00ff'::bytea",
  "''::bytea", "'9b2e0c36-8d6e-4a3b-8d0e-0e3a0e3f3a11'::uuid", "'{\"a\": [1, null]}'::json", "'{\"a\":1}'::jsonb", "'2024-02-29'::date", "'0044-03-15 BC'::date", "'12:30:00.5'::time",
  "'2024-02-29 23:59:59.123456'::timestamp", "'2024-02-29 23:59:59.5+05'::timestamptz", "'0044-03-15 00:00+00 BC'::timestamptz", "'9999-12-31 23:59:59+00'::timestamptz", "'10.0.0.1'::inet",
  "'10.0.0.0/8'::cidr", "'ab'::char(4)", "'ä𝕏'::varchar(9)", "'x'::name", "'glad'::public.mood", 'null::int', 'null', "''", "'{}'::text[]",
  `'{a,"b \\"c\\\\",NULL,"NULL","","{x,y}"}'::text[]`, "'{1,NULL,3}'::int[]", "'{9}'::int8[]", "'{1.5,NULL}'::float8[]", "'{t,f,NULL}'::bool[]", "'{1.10,2}'::numeric[]", "'{2024-01-01}'::date[]",
  "'{2024-01-01 00:00:00+01}'::timestamptz[]", "'{\"{\\\"a\\\": 1}\"}'::jsonb[]", "'{9b2e0c36-8d6e-4a3b-8d0e-0e3a0e3f3a11}'::uuid[]", "'[0:1]={1,2}'::int[]", 'null::text[]', "'[1,5)'::int4range",
];

describe('both transports', () => {
  it.each(columns)('answer select %s alike', async (column) => {
    const { records } = await same({ sql: `select ${column} as a, ${column} as a` });
    expect(Object.keys(records[0]?.[0] ?? {})).toHaveLength(1);
    await same({ sql: `select ${column}`, longsAsText: true, columns: false });
  });

  const parameter = (name: string, value: Field, typeHint?: SqlParameter['typeHint']): SqlParameter => ({ name, value, ...(typeHint !== undefined && { typeHint }) });
  const text = (stringValue: string): Field => ({ stringValue });

  it('bind alike', async () => {
    const parameters = [
      parameter('s', text('ä\'"\\ :n $1 {tenant}')), parameter('i', { longValue: -9007199254740991 }), parameter('d', { doubleValue: 0.1 }), parameter('b', { booleanValue: false }),
      parameter('n', { isNull: true }), parameter('x', { blobValue: new Uint8Array([0, 255, 39, 92]) }), parameter('unused', { longValue: 1 }), parameter('u', text('9b2e0c36-8d6e-4a3b-8d0e-0e3a0e3f3a11'), 'UUID'),
      parameter('j', text('{"a":1}'), 'JSON'), parameter('t', text('2024-01-02 03:04:05.678'), 'TIMESTAMP'), parameter('c', text('1.10'), 'DECIMAL'), parameter('y', text('2024-01-02'), 'DATE'),
      parameter('h', text('03:04:05.1'), 'TIME'),
    ];
    const values = parameters.flatMap(({ name }) => (name === 'unused' ? [] : `${name === 'n' ? ':n::int' : `:${name}`} as ${name}`)).join(', ');
    const { records } = await same({ sql: `select ${values}, :u::uuid is null as z, :s || ':s' /* :s */ as y, (array[1,2])[(:one):2] as x`, parameters: [...parameters, parameter('one', { longValue: 2 })] });
    expect(records[0]?.[0]).toEqual(text('ä\'"\\ :n $1 {tenant}'));
    for (const { name } of parameters.filter((one) => one.name !== 'n' && one.name !== 'unused')) await same({ sql: `select pg_typeof(:${name})::text`, parameters });
  });

  it('send any text, number and byte there and back', async () => {
    const printable = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0'));
    await fc.assert(
      fc.asyncProperty(printable, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), fc.uint8Array(), fc.boolean(), async (s, d, i, x, b) => {
        const values: Field[] = [text(s), { doubleValue: d === 0 ? 0 : d }, { longValue: i }, { blobValue: x }, { booleanValue: b }];
        const parameters = values.map((value, index) => parameter(`p${index}`, value));
        const { records } = await same({ sql: 'select :p0 as a, :p1 as b, :p2 as c, :p3 as d, :p4 as e, array[:p0, null, :p0]', parameters });
        expect(records).toEqual([[...values, { arrayValue: { stringValues: [s, null, s] } }]]);
      }),
      { numRuns: 60 },
    );
  });

  it('count what was written', async () => {
    const [one] = [users.logins.get('shop/users/one')?.username];
    await overWire.execute(statement(`create table ${one}.w (id int primary key, v text check (v <> 'no') not null)`));
    await same({ sql: `update ${one}.w set v = 'x'` });
    expect(await same({ sql: `insert into ${one}.w select g, 'a' from generate_series(1, 3) g on conflict (id) do update set v = 'b'` })).toMatchObject({ updated: 3, records: [] });
    expect((await same({ sql: `update ${one}.w set v = 'c' returning id, v` })).records).toHaveLength(3);
    expect((await same({ sql: `select * from ${one}.w where false` })).records).toEqual([]);
  });

  it.each([
    ['select 1/0', { kind: 'sql', sqlstate: '22012', constraint: null }],
    ['select * from nowhere', { kind: 'sql', sqlstate: '42P01' }],
    ['insert into ONE.w values (1, $$x$$), (1, $$y$$)', { kind: 'sql', sqlstate: '23505', constraint: 'w_pkey' }],
    ['insert into ONE.w values (77, $$no$$)', { kind: 'sql', sqlstate: '23514', constraint: 'w_v_check' }],
    ['insert into ONE.w values (78, null)', { kind: 'sql', sqlstate: '23502', constraint: null }],
    ["do $$ begin raise 'Out of stock.' using errcode = 'PGC01'; end $$", { kind: 'sql', sqlstate: 'PGC01' }],
    ['select 1 where 1 = :text', { kind: 'sql', sqlstate: '42883' }],
    ['select * from TWO.x', { kind: 'sql', sqlstate: '42501' }],
    ["select '{{1},{2}}'::int[]", { kind: 'internal', sqlstate: null }],
    ['select :missing', { kind: 'internal' }],
    ['select 1 +', { kind: 'sql', sqlstate: '42601' }],
  ])('fail alike: %s', async (sql, expected) => {
    const named = sql.replace('ONE', users.logins.get('shop/users/one')?.username ?? '').replace('TWO', users.logins.get('shop/users/two')?.username ?? '');
    for (const transport of both()) {
      expect(await failure(transport.execute(statement(named, { parameters: [parameter('text', text('1'))] })))).toMatchObject({ name: 'DatabaseFailure', ...expected });
    }
  });

  it('log in alike', async () => {
    for (const transport of both()) {
      const of = (secret: string) => failure(transport.execute(statement('select 1', { secret })));
      expect(await of('shop/users/wrong')).toMatchObject({ kind: 'sql', sqlstate: '28P01' });
      expect(await of('shop/users/none')).toMatchObject({ kind: 'refused' });
      expect(await of('shop/users/text')).toMatchObject({ kind: 'refused' });
      const { records } = await transport.execute(statement('select session_user::text', { secret: 'shop/users/two' }));
      expect(records).toEqual([[text(users.logins.get('shop/users/two')?.username ?? '')]]);
    }
  });

  it('keep transactions alike', async () => {
    for (const transport of both()) {
      const soon = Date.now() + 10_000;
      const t = await transport.begin('shop/users/one', soon);
      const run = (sql: string) => transport.execute(statement(sql, { transaction: t }));
      const pids: StatementResult[] = [];
      for (let n = 0; n < 4; n++) pids.push(await run('select pg_backend_pid()'));
      expect(new Set(pids.map(({ records }) => JSON.stringify(records))).size).toBe(1);
      expect(await failure(run('select 1/0'))).toMatchObject({ kind: 'sql', sqlstate: '22012' });
      expect(await failure(run('select 1'))).toMatchObject({ kind: 'transaction_gone' });
      expect(await failure(transport.commit('shop/users/one', t, soon))).toMatchObject({ kind: 'transaction_gone' });
      await transport.rollback('shop/users/one', t);
      const second = await transport.begin('shop/users/one', soon);
      await transport.rollback('shop/users/one', second);
      await transport.rollback('shop/users/one', second);
      expect(await failure(transport.execute(statement('select 1', { transaction: second })))).toMatchObject({ kind: 'transaction_gone' });
    }
  });

  it('end at the deadline alike', async () => {
    for (const transport of both()) {
      expect(await failure(transport.execute(statement('select pg_sleep(5)', { deadline: Date.now() + 200 })))).toMatchObject({ kind: 'timeout' });
    }
  });
});
