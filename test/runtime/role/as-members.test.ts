import { describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/runtime/data-source.js';
import { DatabaseFailure } from '../../../src/runtime/errors.js';
import { lambdaResolvers, type LambdaCall } from '../../../src/runtime/lambda.js';
import { rawDocuments } from '../../../src/runtime/raw.js';
import { roleLogins } from '../../../src/runtime/role.js';
import type { Manifest, StatementRequest, Transport } from '../../../src/runtime/types.js';
import { dataOf, errorOf, identity, lines, manifestOf, prefix, statement } from '../core/support.js';

const member = 'u_0123';
const login = `${prefix}/roles/acme.users`;
const manifest: Manifest = manifestOf({
  'Query.read': statement(), 'Query.shown': statement({ sql: ['show server_version'] }), 'Mutation.write': statement({ operation: 'write', sql: ['insert into t values (1)'], rows: 'none', columns: [] }),
  'Mutation.both/1': statement({ operation: 'write', sql: ['insert into t values (1)'], rows: 'none', columns: [] }), 'Mutation.both/2': statement(),
}, {
  transactions: { 'Mutation.both': { steps: [{ statement: 'Mutation.both/1', name: null, rows: null }, { statement: 'Mutation.both/2', name: null, rows: null }], result: 1 } },
  lambdas: { 'Mutation.own': { check: null, allow: null, tenantArgument: null } },
});

type Step = 'read' | 'enter' | 'statement' | 'begin' | 'commit' | 'rollback';

/** A transport that tells what it is asked for, in turn, and fails as it is told, once for each failure. */
function world(failures: Partial<Record<Step, readonly DatabaseFailure[]>> = {}) {
  const [asked, requests, secrets]: [Step[], StatementRequest[], Set<string>] = [[], [], new Set()];
  const left = new Map(Object.entries(failures).map(([step, list]) => [step, [...list]]));
  const answer = async <T>(step: Step, secret: string, result: T): Promise<T> => {
    asked.push(step);
    secrets.add(secret);
    const failure = left.get(step)?.shift();
    if (failure !== undefined) throw failure;
    return result;
  };
  const transport: Transport = {
    execute: (request) => {
      requests.push(request);
      const step = request.transaction === null ? 'read' : request.sql.startsWith('select cognition.enter') ? 'enter' : 'statement';
      return answer(step, request.secret, { records: [], columns: request.columns ? [] : null, updated: 1, bytes: 0 });
    },
    begin: (secret) => answer('begin', secret, 't1'),
    commit: (secret) => answer('commit', secret, undefined),
    rollback: (secret) => answer('rollback', secret, undefined),
  };
  const { log, written } = lines();
  const handler = createDataSource({
    manifest, ...roleLogins({ transport, credentials: { prefix, assumedRoleOverrides: { '123456789012/robot': { secret: 'robot', tenant: 'acme', role: 'users', userId: 'u_robot' } } } }), log, raw: rawDocuments(),
    lambda: lambdaResolvers({ 'Mutation.own': async ({ database }: LambdaCall) => database.transaction(async (inside) => (await inside.query('update t set a = 1')).length + (await inside.query('select 1')).length) }),
  });
  const call = (name: string, more: object = {}) => handler({ v: 1, statement: name, parameters: {}, identity: identity(member, 'acme', 'users'), ...more });
  return { asked, requests, secrets, written, call, handler };
}

const failure = (kind: ConstructorParameters<typeof DatabaseFailure>[0], sqlstate: string | null = null): DatabaseFailure => new DatabaseFailure(kind, 'a text', sqlstate);
const whole: readonly Step[] = ['begin', 'enter', 'statement', 'commit'];

describe('what is sent', () => {
  it('is one statement for a read, which enters first, and is still named by its heading', async () => {
    const { call, requests, asked, secrets, written } = world();
    expect(dataOf(await call('Query.read'))).toEqual([]);
    expect(asked).toEqual(['read']);
    expect([...secrets]).toEqual([login]);
    expect(requests[0]?.sql).toMatch(/^\/\* Query\.read abc123 \*\/ with cognition_member as materialized \(select cognition\.enter\(:cognition_member\) as id\)\n/);
    expect(requests[0]?.parameters).toEqual([{ name: 'cognition_member', value: { stringValue: member } }]);
    expect(written).toMatchObject([{ statement: 'Query.read', userId: member, tenant: 'acme', role: 'users', code: 'ok' }]);
  });

  it.each<[string, string, readonly Step[]]>([
    ['a write', 'Mutation.write', whole],
    ['a read that is no query', 'Query.shown', whole],
    ['a transaction', 'Mutation.both', ['begin', 'enter', 'statement', 'statement', 'commit']],
    ['a transaction of the user\'s own', 'Mutation.own', ['begin', 'enter', 'statement', 'statement', 'commit']],
  ])('is a transaction for %s', async (_what, name, expected) => {
    const { call, requests, asked, secrets } = world();
    expect(await call(name)).toHaveProperty('data');
    expect(asked).toEqual(expected);
    expect([...secrets]).toEqual([login]);
    const [enter, ...others] = requests;
    expect(enter).toMatchObject({ sql: 'select cognition.enter(:member)', parameters: [{ name: 'member', value: { stringValue: member } }], transaction: 't1' });
    for (const { sql } of others) expect(sql).not.toContain('cognition.');
  });

  it('is a transaction for SQL that came with the request, whatever it seems to be', async () => {
    const { handler, asked } = world();
    expect(await handler({ query: 'select 1', parameters: [], identity: identity(member, 'acme', 'users') })).toHaveProperty('data');
    expect(asked).toEqual(whole);
  });

  it('is what it is for an override, which has a login of its own', async () => {
    const { call, requests, asked, secrets } = world();
    await call('Query.read', { identity: { accountId: '123456789012', userArn: 'arn:aws:sts::123456789012:assumed-role/robot/nightly' } });
    await call('Mutation.write', { identity: { accountId: '123456789012', userArn: 'arn:aws:sts::123456789012:assumed-role/robot/nightly' } });
    expect(asked).toEqual(['read', 'read']);
    expect([...secrets]).toEqual([`${prefix}/overrides/robot`]);
    expect(requests[0]?.sql).toBe('/* Query.read abc123 */ select 1 as one');
  });
});

describe('a read of which PostgreSQL asked who it is before it entered', () => {
  it('runs in a transaction, and from then on in no other way', async () => {
    const { call, asked, requests } = world({ read: [failure('sql', '25001')] });
    expect(dataOf(await call('Query.read'))).toEqual([]);
    expect(asked).toEqual(['read', ...whole]);
    expect(requests.at(-1)?.sql).toBe('/* Query.read abc123 */ select 1 as one');
    await call('Query.read');
    expect(asked).toEqual(['read', ...whole, ...whole]);
  });
});

describe('what fails', () => {
  it.each<[string, Step, DatabaseFailure, readonly Step[], object]>([
    ['who may not enter is not authorized, and nothing has run', 'enter', failure('sql', '42501'), ['begin', 'enter', 'rollback'], { code: 'not_authorized', retryable: false }],
    ['nor may who has no login', 'begin', failure('refused'), ['begin'], { code: 'not_authorized' }],
    ['a statement is rolled back', 'statement', failure('sql', '23505'), ['begin', 'enter', 'statement', 'rollback'], { code: 'conflict' }],
    ['a lost statement is not repeated', 'statement', failure('unknown'), ['begin', 'enter', 'statement', 'rollback'], { code: 'unavailable', retryable: false }],
    ['a lost commit is not repeated', 'commit', failure('unknown'), [...whole, 'rollback'], { code: 'unavailable', retryable: false }],
    ['a commit without an end is not repeated', 'commit', failure('timeout'), [...whole, 'rollback'], { code: 'timeout', retryable: false }],
    ['a transaction that may have begun is not begun again', 'begin', failure('unknown'), ['begin'], { code: 'unavailable', retryable: false }],
    ['a lost enter is not repeated', 'enter', failure('unknown'), ['begin', 'enter', 'rollback'], { code: 'unavailable', retryable: false }],
  ])('%s', async (_what, step, what, expected, error) => {
    for (const name of step === 'begin' || step === 'enter' ? ['Mutation.write', 'Mutation.own'] : ['Mutation.write']) {
      const { call, asked } = world({ [step]: [what] });
      expect(errorOf(await call(name))).toMatchObject(error);
      expect(asked).toEqual(expected);
    }
  });

  it.each<[string, Step, DatabaseFailure, readonly Step[]]>([
    ['a serialization failure', 'statement', failure('sql', '40001'), ['begin', 'enter', 'statement', 'rollback']],
    ['a serialization failure of the commit', 'commit', failure('sql', '40001'), [...whole, 'rollback']],
    ['a deadlock', 'statement', failure('sql', '40P01'), ['begin', 'enter', 'statement', 'rollback']],
    ['a database that resumes', 'begin', failure('resuming'), ['begin']],
    ['one that resumes while it enters', 'enter', failure('resuming'), ['begin', 'enter', 'rollback']],
    ['a password in rotation', 'begin', failure('sql', '28P01'), ['begin']],
  ])('%s runs the whole again', async (_what, step, what, first) => {
    const { call, asked } = world({ [step]: [what] });
    expect(await call('Mutation.write')).toHaveProperty('data');
    expect(asked).toEqual([...first, ...whole]);
  });

  it('a lost read is repeated', async () => {
    const { call, asked } = world({ read: [failure('unknown')] });
    expect(await call('Query.read')).toHaveProperty('data');
    expect(asked).toEqual(['read', 'read']);
  });
});
