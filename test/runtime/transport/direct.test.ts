import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { direct, type DirectOptions } from '../../../src/runtime/direct.js';
import { DatabaseFailure } from '../../../src/runtime/errors.js';
import { failure, makeUsers, statement, type Users } from './support.js';

let users: Users;
let lookups: string[] = [];
const opened: ReturnType<typeof direct>[] = [];
beforeAll(async () => void (users = await makeUsers()));
beforeEach(() => void (lookups = []));
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await users.close();
});

function connect(options: Partial<DirectOptions> = {}): ReturnType<typeof direct> {
  const { host, port, database, logins } = users;
  const secrets = async (secret: string) => {
    lookups.push(secret);
    return logins.get(secret) ?? null;
  };
  const transport = direct({ host, port, database, secrets, ...options });
  opened.push(transport);
  return transport;
}

const valueOf = async (transport: ReturnType<typeof direct>, sql: string, secret = 'shop/users/one', transaction: string | null = null): Promise<unknown> =>
  Object.values((await transport.execute(statement(sql, { secret, transaction }))).records[0]?.[0] ?? {})[0];

const sessions = async (): Promise<number> => {
  const { rows } = await users.admin.query<{ n: string }>(`select count(*) as n from pg_stat_activity where application_name = 'pg-cognition' and datname = current_database()`);
  return Number(rows[0]?.n);
};

const eventually = async (probe: () => Promise<unknown>, wanted: unknown): Promise<void> => {
  for (let tries = 0; tries < 100 && (await probe()) !== wanted; tries++) await new Promise((resolve) => void setTimeout(resolve, 30));
  expect(await probe()).toBe(wanted);
};

describe('connections', () => {
  it('are each one user’s alone, and used again', async () => {
    const transport = connect();
    const [one, two] = [users.logins.get('shop/users/one')?.username, users.logins.get('shop/users/two')?.username];
    const pids = new Map<unknown, unknown>();
    for (let round = 0; round < 20; round++) {
      const secret = round % 2 === 0 ? 'shop/users/one' : 'shop/users/two';
      expect(await valueOf(transport, 'select session_user::text', secret)).toBe(round % 2 === 0 ? one : two);
      pids.set(await valueOf(transport, 'select pg_backend_pid()', secret), secret);
    }
    expect(pids.size).toBe(2);
    expect(lookups).toEqual(['shop/users/one', 'shop/users/two']);
  });

  it('are bounded for a user and in all, and make room for others', async () => {
    const transport = connect({ maxConnectionsPerUser: 2, maxConnections: 3 });
    let most = 0;
    const watch = setInterval(() => void sessions().then((now) => (most = Math.max(most, now))), 20);
    const before = await sessions();
    const secrets = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? 'shop/users/two' : 'shop/users/one'));
    await Promise.all(secrets.map((secret) => valueOf(transport, 'select pg_sleep(0.05)::text', secret)));
    clearInterval(watch);
    expect(most).toBeGreaterThan(0);
    expect(most - before).toBeLessThanOrEqual(3);
    const ones = connect({ maxConnections: 1 });
    expect(await valueOf(ones, 'select 1', 'shop/users/one')).toBe(1);
    expect(await valueOf(ones, 'select 2', 'shop/users/two')).toBe(2);
    const held = await ones.begin('shop/users/two', Date.now() + 5_000);
    expect(await failure(ones.execute(statement('select 1', { deadline: Date.now() + 200 })))).toMatchObject({ kind: 'unavailable' });
    await ones.rollback('shop/users/two', held);
    expect(await valueOf(ones, 'select 3')).toBe(3);
  });

  it('are closed when idle, and at the end', async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
    expect(await sessions()).toBe(0);
    const short = connect({ idleTime: 50 });
    await valueOf(short, 'select 1');
    await eventually(sessions, 0);
    const open = connect();
    const running = valueOf(open, 'select pg_sleep(0.3)::text || 1');
    await open.begin('shop/users/two', Date.now() + 5_000);
    await open.close();
    expect(await running).toBe('1');
    await eventually(sessions, 0);
    expect(await failure(open.execute(statement('select 1')))).toMatchObject({ kind: 'unavailable' });
  });

  it('that were killed are not handed out', async () => {
    const transport = connect();
    const pid = await valueOf(transport, 'select pg_backend_pid()');
    await users.admin.query('select pg_terminate_backend($1)', [pid]);
    await eventually(() => users.admin.query('select 1 from pg_stat_activity where pid = $1', [pid]).then(({ rowCount }) => rowCount), 0);
    await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(await valueOf(transport, 'select 1')).toBe(1);
  });

  it('keep no state of a session', async () => {
    const transport = connect();
    await transport.execute(statement("set statement_timeout = '7s'"));
    await transport.execute(statement('begin'));
    await transport.execute(statement('create temp table t (a int)'));
    expect(await valueOf(transport, 'show statement_timeout')).toBe('45s');
    expect(await valueOf(transport, "select to_regclass('pg_temp.t')::text is null")).toBe(true);
  });
});

describe('logins', () => {
  it('are read again when a password was changed', async () => {
    const transport = connect({ maxConnectionsPerUser: 1 });
    const login = users.logins.get('shop/users/one') ?? { username: '', password: '' };
    const pid = await valueOf(transport, 'select pg_backend_pid()');
    await users.admin.query(`alter role ${login.username} password 'another'`);
    await users.admin.query('select pg_terminate_backend($1)', [pid]);
    await eventually(sessions, (await sessions()) - 1).catch(() => undefined);
    users.logins.set('shop/users/one', { ...login, password: 'another' });
    expect(await valueOf(transport, 'select 1')).toBe(1);
    expect(lookups).toEqual(['shop/users/one', 'shop/users/one']);
  });

  it('are refused', async () => {
    const { logins } = users;
    logins.set('shop/users/wrong', { username: logins.get('shop/users/two')?.username ?? '', password: 'wrong' });
    logins.set('shop/users/nobody', { username: 'nobody_at_all', password: 'x' });
    logins.set('shop/users/empty', { username: 'postgres', password: '' });
    const transport = connect();
    const of = (secret: string) => failure(transport.execute(statement('select 1', { secret })));
    expect(await of('shop/users/wrong')).toMatchObject({ name: 'DatabaseFailure', kind: 'sql', sqlstate: '28P01' });
    expect(await of('shop/users/nobody')).toMatchObject({ kind: 'sql', sqlstate: '28P01' });
    expect(await of('shop/users/empty')).toMatchObject({ kind: 'refused' });
    expect(await of('shop/users/none')).toMatchObject({ kind: 'refused' });
    expect(await failure(transport.begin('__proto__', Date.now() + 5_000))).toMatchObject({ kind: 'refused' });
    expect(await failure(connect({ database: 'nowhere' }).execute(statement('select 1')))).toMatchObject({ kind: 'sql', sqlstate: '3D000' });
    expect(await failure(connect({ host: '127.0.0.1', port: 1 }).execute(statement('select 1')))).toMatchObject({ kind: 'unavailable' });
    const broken = connect({ secrets: () => Promise.reject(new TypeError('x')) });
    expect(await failure(broken.execute(statement('select 1')))).toMatchObject({ name: 'DatabaseFailure', kind: 'unavailable' });
  });
});

describe('statements', () => {
  it('end at the deadline, and are cancelled', async () => {
    const transport = connect();
    const began = performance.now();
    expect(await failure(transport.execute(statement('select pg_sleep(20) /* mine */', { deadline: Date.now() + 300 })))).toMatchObject({ kind: 'timeout' });
    expect(performance.now() - began).toBeLessThan(3_000);
    await eventually(() => users.admin.query("select 1 from pg_stat_activity where query like '%/* mine */' and state = 'active' and pid <> pg_backend_pid()").then(({ rowCount }) => rowCount), 0);
    expect(await failure(transport.execute(statement('select 1', { deadline: Date.now() - 1 })))).toMatchObject({ kind: 'timeout' });
    expect(await failure(connect({ statementTimeout: 100 }).execute(statement('select pg_sleep(5)')))).toMatchObject({ kind: 'timeout', sqlstate: '57014' });
  });

  it('are one at a time, with all their values', async () => {
    const transport = connect();
    expect(await failure(transport.execute(statement('select 1; select 2')))).toMatchObject({ kind: 'sql', sqlstate: '42601' });
    expect(await failure(transport.execute(statement('select :missing')))).toMatchObject({ kind: 'internal' });
    expect(await failure(transport.execute(statement('select :a', { parameters: [{ name: 'a', value: { arrayValue: { longValues: [1] } } }] })))).toBeInstanceOf(DatabaseFailure);
    expect(await failure(transport.execute(statement("select 'x'::text = :a", { parameters: [{ name: 'a', value: { stringValue: 'a\0b' } }] })))).toMatchObject({ kind: 'sql', sqlstate: '22021' });
  });

  it('of a killed session are of unknown outcome', async () => {
    const transport = connect();
    expect(await failure(transport.execute(statement('select pg_terminate_backend(pg_backend_pid())')))).toMatchObject({ kind: 'unknown', sqlstate: '57P01' });
    expect(await valueOf(transport, 'select 1')).toBe(1);
  });
});

describe('transactions', () => {
  const soon = (): number => Date.now() + 5_000;

  it('hold one connection, one statement at a time', async () => {
    const transport = connect();
    const one = users.logins.get('shop/users/one')?.username ?? '';
    await transport.execute(statement(`create table ${one}.n (v int)`));
    const t = await transport.begin('shop/users/one', soon());
    await Promise.all(Array.from({ length: 10 }, (_, v) => transport.execute(statement(`insert into ${one}.n values (${v})`, { transaction: t, access: 'write' }))));
    expect(await valueOf(transport, `select count(*) from ${one}.n`)).toBe(0);
    await transport.commit('shop/users/one', t, soon());
    expect(await valueOf(transport, `select count(*) from ${one}.n`)).toBe(10);
    expect(await failure(transport.execute(statement('select 1', { transaction: t })))).toMatchObject({ kind: 'transaction_gone' });
    await transport.rollback('shop/users/one', t);
  });

  it('that failed are not committed', async () => {
    const transport = connect();
    const t = await transport.begin('shop/users/one', soon());
    expect(await failure(transport.execute(statement('select 1 / 0', { transaction: t })))).toMatchObject({ kind: 'sql', sqlstate: '22012' });
    expect(await failure(transport.execute(statement('select 1', { transaction: t })))).toMatchObject({ kind: 'transaction_gone' });
    expect(await failure(transport.commit('shop/users/one', t, soon()))).toMatchObject({ kind: 'transaction_gone' });
  });

  it('are of the secret that began them', async () => {
    const transport = connect();
    const t = await transport.begin('shop/users/one', soon());
    expect(await failure(transport.execute(statement('select 1', { secret: 'shop/users/two', transaction: t })))).toMatchObject({ kind: 'transaction_gone' });
    expect(await failure(transport.commit('shop/users/two', t, soon()))).toMatchObject({ kind: 'transaction_gone' });
    await transport.rollback('shop/users/two', t);
    expect(await valueOf(transport, 'select 7', 'shop/users/one', t)).toBe(7);
    await transport.rollback('shop/users/one', t);
  });

  it('leave nothing behind for the next caller', async () => {
    const transport = connect({ maxConnectionsPerUser: 1 });
    const t = await transport.begin('shop/users/one', soon());
    await transport.execute(statement("select set_config('search_path', 'x', false), set_config('my.tenant', 'acme', false), pg_advisory_lock(4711)", { transaction: t }));
    await transport.commit('shop/users/one', t, soon());
    expect(await valueOf(transport, "select coalesce(current_setting('my.tenant', true), '')")).toBe('');
    expect(await valueOf(transport, 'select count(*) from pg_locks where locktype = \'advisory\' and pid = pg_backend_pid()')).toBe(0);
  });

  it('that are left idle or out of time end, and give their connection back', async () => {
    const transport = connect({ maxConnections: 1, transactionIdleTime: 200 });
    const idle = await transport.begin('shop/users/one', soon());
    await new Promise((resolve) => void setTimeout(resolve, 600));
    expect(await failure(transport.execute(statement('select 1', { transaction: idle })))).toMatchObject({ kind: 'transaction_gone' });
    const late = await transport.begin('shop/users/one', soon());
    expect(await failure(transport.execute(statement('select pg_sleep(9)', { transaction: late, deadline: Date.now() + 150 })))).toMatchObject({ kind: 'timeout' });
    await transport.rollback('shop/users/one', late);
    expect(await valueOf(transport, 'select 1', 'shop/users/two')).toBe(1);
  });
});
