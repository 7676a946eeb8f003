import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallError } from '../../../src/runtime/errors.js';
import { lambdaResolvers, type LambdaCall, type LambdaDatabase } from '../../../src/runtime/lambda.js';
import type { Envelope } from '../../../src/runtime/types.js';
import type { Person } from '../../support/local-tenants.js';
import { callerOn, identityOf, startLocalSource, type Caller, type LocalSource } from './local-source.js';
import { dataOf, errorOf, manifestOf } from './support.js';

let source: LocalSource;
let id: string;
const faults: unknown[] = [];
const schema = (): string => source.tenants.tenants['acme'] ?? '';

beforeAll(async () => {
  source = await startLocalSource();
  const { get } = callerOn(source);
  const { id: customerId } = await get<{ id: string }>(source.acmeUser, 'Mutation.createCustomer', { input: { name: 'Ann', email: 'ann@acme.test' } });
  ({ id } = await get<{ id: string }>(source.acmeUser, 'Mutation.createOrder', { input: { customerId } }));
}, 120_000);
afterAll(() => source.close());

/** The shop with this for Mutation.cancelOrder. */
function withStub(stub: (call: LambdaCall) => unknown): Caller {
  faults.length = 0;
  return callerOn(source, { lambda: lambdaResolvers({ 'Mutation.cancelOrder': stub }), report: (fault) => void faults.push(fault) });
}

const cancel = (stub: (call: LambdaCall) => unknown, parameters: object = { id, reason: 'late' }): Promise<Envelope> =>
  withStub(stub).ask(source.acmeUser, 'Mutation.cancelOrder', parameters);
const tasks = async (database: LambdaDatabase): Promise<number> => (await database.query<{ n: number }>('select count(*) as n from {tenant}.tasks'))[0]?.n ?? -1;

describe('a Lambda resolver', () => {
  it('gets its arguments, its caller, and nothing of the credentials', async () => {
    let seen: LambdaCall | null = null;
    expect(dataOf(await cancel((call) => {
      seen = call;
      return { id: call.arguments['id'] };
    }))).toEqual({ id });
    expect(seen).toMatchObject({ arguments: { id, reason: 'late' }, parent: null, caller: { userId: source.acmeUser.id, tenant: schema(), role: 'users' } });
    expect(JSON.stringify(seen)).not.toContain('users/');
  });

  it('that never settles is over before the function is, and so is its transaction', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const ask = async (stub: (call: LambdaCall) => unknown): Promise<unknown> => {
      const { handler } = withStub(stub);
      return errorOf((await handler({ v: 1, statement: 'Mutation.cancelOrder', parts: [], parameters: { id }, identity: identityOf(source.acmeUser) }, { getRemainingTimeInMillis: () => 1_000 })) as Envelope);
    };
    expect(await ask(never)).toMatchObject({ code: 'timeout', retryable: false });
    expect(await ask(({ database }) => database.transaction(async (inside) => {
      await inside.query("insert into {tenant}.tasks (title) values ('held')");
      return never();
    }))).toMatchObject({ code: 'timeout', retryable: false });
    expect([source.api.transactions(), faults]).toEqual([0, []]);
    expect((await source.tenants.admin.query(`select from ${schema()}.tasks where title = 'held'`)).rowCount).toBe(0);
  });

  it('runs only after its check found a row as the caller', async () => {
    let ran = false;
    const stub = withStub(() => {
      ran = true;
    });
    const elsewhere = await stub.ask(source.globexAdmin, 'Mutation.cancelOrder', { id });
    expect([errorOf(elsewhere).code, ran]).toEqual(['not_found', false]);
    expect(stub.written.map(({ statement, code }) => [statement, code])).toEqual([['Mutation.cancelOrder/check', 'not_found']]);
    expect(errorOf(await stub.ask(source.acmeUser, 'Mutation.cancelOrder', {}))).toMatchObject({ code: 'invalid_input', field: 'id' });
    expect(ran).toBe(false);
    expect(dataOf(await stub.ask(source.acmeUser, 'Mutation.cancelOrder', { id }))).toBeNull();
    expect(stub.written.slice(-2).map(({ statement, code }) => [statement, code])).toEqual([['Mutation.cancelOrder/check', 'ok'], ['Mutation.cancelOrder', 'ok']]);
  });

  it('runs for those whom statements.json lets call it, with the tenant that it lets them name', async () => {
    const field = (more: object): object => ({ lambdas: { 'Query.x': { check: null, allow: null, tenantArgument: null, ...more } } });
    const seen: unknown[] = [];
    const lambda = lambdaResolvers({ 'Query.x': async ({ caller, arguments: given, database }: LambdaCall) => seen.push([caller.tenant, given, await database.query('select \'{tenant}\' as t')]), 'Query.y': () => seen.push('y') });
    const ask = async (person: Person, parameters: object, more: object, name = 'Query.x'): Promise<readonly unknown[]> => {
      const { ask: send, written } = callerOn(source, { lambda, manifest: manifestOf({}, field(more)), report: () => undefined });
      const answered = await send(person, name, parameters);
      return ['error' in answered ? answered.error.code : 'ok', ...written.map(({ statement, tenant, tenantNamed, code }) => [statement, tenant, tenantNamed, code].join(' '))];
    };
    const { acmeUser, acmeAdmin, support } = source;
    expect(await ask(acmeUser, {}, { allow: ['admins'] })).toEqual(['not_authorized', `Query.x ${schema()} false not_authorized`]);
    expect(await ask(support, { tenant: 'x' }, {})).toEqual(['ok', 'Query.x/query  false ok', 'Query.x  false ok']);
    expect(await ask(acmeAdmin, {}, { allow: ['admins'] })).toEqual(['ok', `Query.x/query ${schema()} false ok`, `Query.x ${schema()} false ok`]);
    const named = { allow: ['application_admins', 'users'], tenantArgument: 'tenant' };
    expect(await ask(support, { tenant: schema() }, named)).toEqual(['ok', `Query.x/query ${schema()} true ok`, `Query.x ${schema()} true ok`]);
    expect(await ask(acmeUser, { tenant: source.globexAdmin.tenant }, named)).toEqual(['not_authorized', `Query.x ${schema()} false not_authorized`]);
    expect(await ask(support, { tenant: 'a"b' }, named)).toEqual(['not_authorized', 'Query.x  false not_authorized']);
    const rows = [{ t: '{tenant}' }];
    expect(seen).toEqual([[null, { tenant: 'x' }, rows], [schema(), {}, rows], [schema(), { tenant: schema() }, rows]]);
    // A resolver that nothing is known of could be anybody's to call.
    expect(await ask(acmeAdmin, {}, {}, 'Query.y')).toEqual(['not_implemented', `unknown ${schema()} false not_implemented`]);
  });

  it('ends with what it says itself', async () => {
    expect(errorOf(await cancel(({ fail }) => fail('TOO_LATE', 'It is on its way.', 'id')))).toMatchObject({ code: 'TOO_LATE', message: 'It is on its way.', field: 'id' });
    expect(faults).toEqual([]);
  });

  it('ends with internal where it throws, and the exception is reported', async () => {
    const error = new Error('a password');
    expect(errorOf(await cancel(() => Promise.reject(error)))).toMatchObject({ code: 'internal', message: 'The request could not be carried out.' });
    expect(faults).toEqual([error]);
    expect(errorOf(await cancel(() => 1n)).code).toBe('internal');
    expect(errorOf(await cancel(() => () => 1)).code).toBe('internal');
    expect(errorOf(await cancel(() => { const circle: { me?: object } = {}; circle.me = circle; return circle; })).code).toBe('internal');
  });

  it('is missing where nobody wrote it', async () => {
    expect(errorOf(await callerOn(source).ask(source.acmeUser, 'Mutation.cancelOrder', { id })).code).toBe('not_implemented');
  });
});

describe('its database', () => {
  it('runs SQL as the caller, for its tenant, with values bound', async () => {
    const rows = await cancel(({ database }) => database.query(
      'select current_user::text as me, \'{tenant} :id\' as literal, status, created_at from {tenant}.orders where id = :id::uuid', { id, unused: 1 }));
    expect(dataOf(rows)).toEqual([{ me: source.acmeUser.id, literal: '{tenant} :id', status: 'draft', created_at: expect.stringMatching(/Z$/) }]);
    expect(dataOf(await cancel(({ database }) => database.query('select :x::text as x', { x: '\'; drop table {tenant}.orders --' })))).toEqual([{ x: '\'; drop table {tenant}.orders --' }]);
  });

  it('throws codes, not the server\'s text', async () => {
    const codes = await cancel(async ({ database }) => {
      const failed = async (sql: string): Promise<string> => database.query(sql).then(() => 'ok', (error: unknown) => (error instanceof CallError ? `${error.code} ${error.message}` : 'other'));
      return [await failed('select * from {tenant}.private_notes'), await failed('select 1/0 as x'), await failed('select secret from nowhere')];
    });
    expect(dataOf(codes)).toEqual(['not_authorized You are not authorized to make this call.', 'invalid_input A value of the request is not acceptable.', 'internal The request could not be carried out.']);
    expect(errorOf(await cancel(({ database }) => database.query('select :missing'))).code).toBe('internal');
  });

  it('runs generated statements with a field\'s arguments', async () => {
    const made = await cancel(async ({ database }) => {
      await database.run('Mutation.createTask', { input: { title: 'x', done: true } });
      const page = await database.run('Query.listTasks', { limit: 1 });
      return [page, await database.run('Mutation.updateOrder', { id, input: { note: 'seen' } }), await database.run('Customer.latestOrders', { parent: { id }, limit: 2 })];
    });
    expect(dataOf(made)).toMatchObject([{ items: [{ title: 'x', done: true }] }, { id, note: 'seen' }, []]);
    expect(errorOf(await cancel(({ database }) => database.run('Mutation.placeOrder/0', { customerId: id }))).code).toBe('not_implemented');
    expect(errorOf(await cancel(({ database }) => database.run('Mutation.updateOrder', { id, input: { note: 'x' }, more: 1 }))).code).toBe('invalid_input');
  });

  it('writes a line for each statement, and one for a transaction', async () => {
    const stub = withStub(({ database }) => database.transaction(async (inside) => {
      await inside.query('select 1 as one');
      await inside.run('Query.listTasks', {});
      return database.query('select 2 as two');
    }));
    await stub.get(source.acmeUser, 'Mutation.cancelOrder', { id });
    expect(stub.written.map(({ statement }) => statement)).toEqual(['Mutation.cancelOrder/check', 'Mutation.cancelOrder/query', 'Mutation.cancelOrder/transaction', 'Mutation.cancelOrder']);
  });
});

describe('its transactions', () => {
  it('are all or nothing', async () => {
    const before = dataOf(await cancel(({ database }) => tasks(database)));
    const failed = await cancel(({ database, fail }) => database.transaction(async (inside) => {
      await inside.run('Mutation.createTask', { input: { title: 'gone' } });
      return fail('NO', 'no');
    }));
    expect(errorOf(failed).code).toBe('NO');
    expect(dataOf(await cancel(({ database }) => tasks(database)))).toBe(before);
    await cancel(({ database }) => database.transaction((inside) => inside.run('Mutation.createTask', { input: { title: 'stays' } })));
    expect(dataOf(await cancel(({ database }) => tasks(database)))).toBe(Number(before) + 1);
    expect(source.api.transactions()).toBe(0);
  });

  it('run statements one at a time, whatever is waited for', async () => {
    const rows = await cancel(({ database }) => database.transaction(async (inside) => {
      const all = await Promise.all([1, 2, 3, 4].map((n) => inside.query('select :n::int as n, pg_sleep(0.01)::text as s', { n })));
      void inside.run('Mutation.createTask', { input: { title: 'not waited for' } });
      return all.map(([row]) => row?.['n']);
    }));
    expect(dataOf(rows)).toEqual([1, 2, 3, 4]);
    expect(dataOf(await cancel(({ database }) => database.query('select count(*) as n from {tenant}.tasks where title = :t', { t: 'not waited for' })))).toEqual([{ n: 1 }]);
  });

  it('that swallow a failure are no success', async () => {
    const answer = await cancel(({ database }) => database.transaction(async (inside) => {
      await inside.run('Mutation.createTask', { input: { title: 'swallowed' } });
      await inside.query('select 1/0 as x').catch(() => undefined);
      return 'done';
    }));
    expect(errorOf(answer).code).toBe('invalid_input');
    expect(dataOf(await cancel(({ database }) => database.query('select 1 as x from {tenant}.tasks where title = :t', { t: 'swallowed' })))).toEqual([]);
  });

  it('are over when they are over', async () => {
    let leaked: LambdaDatabase | null = null;
    await cancel(({ database }) => database.transaction(async (inside) => {
      leaked = inside;
    }));
    const late = leaked as unknown as LambdaDatabase;
    await expect(late.query('select 1')).rejects.toMatchObject({ code: 'internal' });
  });

  it('inside others are parts of them', async () => {
    const failed = await cancel(({ database, fail }) => database.transaction(async (outer) => {
      await outer.transaction((inner) => inner.run('Mutation.createTask', { input: { title: 'nested' } }));
      return fail('NO', 'no');
    }));
    expect(errorOf(failed).code).toBe('NO');
    expect(dataOf(await cancel(({ database }) => database.query('select 1 as x from {tenant}.tasks where title = :t', { t: 'nested' })))).toEqual([]);
  });

  it('inside others end these where they fail, whoever catches it', async () => {
    const failed = await cancel(({ database }) => database.transaction(async (outer) => {
      await outer.transaction(async (inner) => {
        await inner.run('Mutation.createTask', { input: { title: 'half' } });
        throw new CallError('HALF', 'only half of it is done');
      }).catch(() => undefined);
      return 'all is well';
    }));
    expect(errorOf(failed).code).toBe('HALF');
    expect(dataOf(await cancel(({ database }) => database.query('select 1 as x from {tenant}.tasks where title = :t', { t: 'half' })))).toEqual([]);
  });

  it('run again as a whole after a serialization failure', async () => {
    let runs = 0;
    const stub = withStub(({ database }) => database.transaction(async (inside) => {
      runs += 1;
      await inside.query('set transaction isolation level repeatable read');
      await inside.query('select note from {tenant}.orders where id = :id::uuid', { id });
      // Another one changes the row in between, the first time.
      if (runs === 1) await source.tenants.admin.query(`update "${schema()}".orders set note = 'theirs' where id = $1`, [id]);
      return inside.run('Mutation.updateOrder', { id, input: { note: 'mine' } });
    }));
    expect(await stub.get(source.acmeUser, 'Mutation.cancelOrder', { id })).toMatchObject({ note: 'mine' });
    expect(runs).toBe(2);
    expect(stub.written.filter(({ statement }) => statement.endsWith('/transaction'))).toMatchObject([{ code: 'ok' }]);
    expect(source.api.transactions()).toBe(0);
  });
});
