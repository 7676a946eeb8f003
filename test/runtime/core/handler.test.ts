import { describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/runtime/data-source.js';
import { DatabaseFailure } from '../../../src/runtime/errors.js';
import type { Envelope, Field } from '../../../src/runtime/types.js';
import { dataOf, errorOf, lines, manifestOf, prefix, recorder, request, statement } from './support.js';

const row: readonly Field[] = [{ longValue: 1 }];
const manifest = manifestOf({ 'Query.x': statement(), 'Query.one': statement({ rows: 'one' }), 'Query.t': statement({ sql: ['select 1 as one from {tenant}.t'], tenantArgument: 'tenant' }) });

describe('the handler', () => {
  it('gives Lambda\'s request id to the client and to the log', async () => {
    const { log, written } = lines();
    const handler = createDataSource({ manifest, transport: recorder(), credentials: { prefix }, log });
    const answer = await handler(request('Query.nothing'), { awsRequestId: 'r-1' });
    expect(answer).toEqual({ error: { code: 'not_implemented', message: expect.any(String), field: null, requestId: 'r-1', retryable: false } });
    expect(written).toMatchObject([{ requestId: 'r-1', statement: 'unknown', code: 'not_implemented' }]);
  });

  it('logs no name that it does not know, and one line for a refused caller', async () => {
    const { log, written } = lines();
    const handler = createDataSource({ manifest, transport: recorder(), credentials: { prefix }, log });
    await handler(request('Query.x', {}, { identity: null }));
    await handler(request('PASSWORD', {}, { identity: { claims: {} } }));
    await handler('PASSWORD');
    expect(written.map(({ statement: name, code, calls }) => [name, code, calls])).toEqual([['Query.x', 'not_authorized', 1], ['unknown', 'not_authorized', 1], ['unknown', 'invalid_input', 1]]);
    expect(JSON.stringify(written)).not.toContain('PASSWORD');
  });

  it('leaves the database until shortly before Lambda\'s end, or 25 seconds', async () => {
    const transport = recorder();
    const handler = createDataSource({ manifest, transport, credentials: { prefix }, log: () => undefined });
    const now = Date.now();
    await handler(request('Query.x'), { getRemainingTimeInMillis: () => 5_000 });
    await handler(request('Query.x'));
    const [short = 0, usual = 0] = transport.requests.map(({ deadline }) => deadline - now);
    expect([Math.round(short / 100), Math.round(usual / 100)]).toEqual([45, 250]);
  });

  it('answers although its log cannot be written', async () => {
    const handler = createDataSource({ manifest, transport: recorder(() => ({ records: [row] })), credentials: { prefix }, log: () => { throw new Error('full'); }, report: () => { throw new Error('full'); } });
    expect(dataOf(await handler(request('Query.x')))).toEqual([{ one: 1 }]);
  });

  it('answers internal, and reports, where rows are not as the manifest says', async () => {
    const faults: unknown[] = [];
    const report = (fault: unknown): void => void faults.push(fault);
    for (const records of [[[...row, ...row]], [[{ stringValue: 'SECRET' }]]] satisfies (readonly Field[])[][]) {
      const answer = await createDataSource({ manifest, transport: recorder(() => ({ records })), credentials: { prefix }, log: () => undefined, report })(request('Query.x'));
      expect(errorOf(answer)).toMatchObject({ code: 'internal', message: 'The request could not be carried out.' });
    }
    expect(faults).toHaveLength(2);
    expect(faults.map(String).join()).not.toContain('SECRET');
  });

  it('never shows or reports what the server said', async () => {
    const faults: unknown[] = [];
    const { log, written } = lines();
    const transport = recorder(() => new DatabaseFailure('sql', 'ERROR: SECRET; SQLState: XX000', 'XX000'));
    const answer = await createDataSource({ manifest, transport, credentials: { prefix }, log, report: (fault) => void faults.push(fault) })(request('Query.x'));
    expect(errorOf(answer)).toMatchObject({ code: 'internal' });
    expect(JSON.stringify([answer, written, faults])).not.toContain('SECRET');
    expect(written).toMatchObject([{ code: 'internal', sqlstate: 'XX000' }]);
  });

  it('calls a read of unknown outcome retryable, and no write', async () => {
    const both = manifestOf({ 'Query.x': statement(), 'Mutation.x': statement({ operation: 'write' }) });
    const unknown = createDataSource({ manifest: both, transport: recorder(() => new DatabaseFailure('unknown', 'x')), credentials: { prefix }, log: () => undefined });
    const soon = { getRemainingTimeInMillis: () => 1_000 };
    expect(errorOf(await unknown(request('Query.x'), soon))).toMatchObject({ code: 'unavailable', retryable: true });
    expect(errorOf(await unknown(request('Mutation.x'), soon))).toMatchObject({ code: 'unavailable', retryable: false });
  });

  it('asserts the number of rows', async () => {
    const answerOf = async (records: (readonly Field[])[]): Promise<Envelope> =>
      (await createDataSource({ manifest, transport: recorder(() => ({ records })), credentials: { prefix }, log: () => undefined, report: () => undefined })(request('Query.one'))) as Envelope;
    expect(dataOf(await answerOf([row]))).toEqual({ one: 1 });
    expect(errorOf(await answerOf([])).code).toBe('not_found');
    expect(errorOf(await answerOf([row, row])).code).toBe('internal');
  });

  it('lets callers without a tenant name one, and nobody run without', async () => {
    const transport = recorder();
    const { log, written } = lines();
    const handler = createDataSource({ manifest, transport, credentials: { prefix, apiKey: { secret: 'ops' } }, log });
    const sent = (parameters: object): Promise<unknown> => Promise.resolve(handler(request('Query.t', parameters, { identity: null })));
    expect(await sent({})).toMatchObject({ error: { code: 'not_authorized' } });
    expect(await sent({ tenant: 'acme' })).toEqual({ data: [] });
    // AppSync leaves out what is undefined.
    expect(await handler({ v: 1, statement: 'Query.t', parameters: { tenant: 'acme' } })).toEqual({ data: [] });
    for (const tenant of ['Acme', 'a'.repeat(57), 'a"b', 'a.b', ['acme'], { toString: () => 'acme' }]) expect(await sent({ tenant })).toMatchObject({ error: { code: 'not_authorized' } });
    const acme = ['/* Query.t abc123 */ select 1 as one from "acme".t', 'shop/test/overrides/ops'];
    expect(transport.requests.map(({ sql, secret }) => [sql, secret])).toEqual([acme, acme]);
    expect(written.filter(({ tenantNamed }) => tenantNamed)).toMatchObject([{ tenant: 'acme', code: 'ok' }, { tenant: 'acme', code: 'ok' }]);
    expect(await handler(request('Query.t', { tenant: 'globex' }))).toMatchObject({ error: { code: 'not_authorized' } });
    expect(await handler(request('Query.t', { tenant: 'acme' }))).toEqual({ data: [] });
  });

  it('refuses orders, limits and tokens where there are none', async () => {
    const transport = recorder();
    const handler = createDataSource({ manifest, transport, credentials: { prefix }, log: () => undefined });
    for (const more of [{ orderBy: 'A' }, { orderBy: '__proto__' }, { limit: 1 }, { nextToken: 'x' }, { orderBy: 1 }, { parts: 'a' }, { parts: [1] }, { parts: ['a'] }, { parameters: [] }]) {
      expect(errorOf(await handler(request('Query.x', {}, more))).code).toBe('invalid_input');
    }
    expect(transport.requests).toEqual([]);
  });

  it('is not made of options that cannot be meant', () => {
    expect(() => createDataSource({ manifest: {}, transport: recorder(), credentials: { prefix } })).toThrow(TypeError);
    expect(() => createDataSource({ manifest, transport: recorder(), credentials: { prefix: '/' } })).toThrow(TypeError);
  });
});
