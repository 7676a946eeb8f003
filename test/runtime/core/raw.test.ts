import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/runtime/data-source.js';
import { rawDocuments } from '../../../src/runtime/raw.js';
import type { Envelope } from '../../../src/runtime/types.js';
import { identityOf, startLocalSource, type LocalSource } from './local-source.js';
import { dataOf, errorOf, prefix, shop } from './support.js';

let source: LocalSource;
beforeAll(async () => {
  source = await startLocalSource();
}, 120_000);
afterAll(() => source.close());

async function send(query: unknown, parameters: unknown, accepted = true): Promise<Envelope> {
  const handler = createDataSource({ manifest: shop, transport: source.transport, credentials: { prefix }, ...(accepted && { raw: rawDocuments() }), log: () => undefined, report: () => undefined });
  return (await handler({ query, parameters, identity: identityOf(source.acmeUser) })) as Envelope;
}

const one = (name: string, value: object): object => ({ name, value });

describe('raw documents', () => {
  it('run as the caller, with the Data API\'s own parameters', async () => {
    const parameters = [one('a', { stringValue: 'x' }), one('n', { longValue: 3 }), one('z', { isNull: true }), { ...one('u', { stringValue: '00000000-0000-4000-8000-000000000001' }), typeHint: 'UUID' }, one('b', { blobValue: 'AAH/' })];
    expect(dataOf(await send('select current_user::text as me, :a as a, :n + 1 as n, :z::text as z, :u as u, :b as b, \'{tenant}\' as t', parameters))).toEqual([
      { me: source.acmeUser.id, a: 'x', n: 4, z: null, u: '00000000-0000-4000-8000-000000000001', b: 'AAH/', t: '{tenant}' },
    ]);
    expect(dataOf(await send('select count(*) as n from {tenant}.tasks', []))).toEqual([{ n: 0 }]);
  });

  it('are no requests where they were not asked for', async () => {
    const before = source.api.calls();
    expect(errorOf(await send('select 1', [], false)).code).toBe('invalid_input');
    expect(source.api.calls()).toBe(before);
  });

  it.each([
    [7, []], ['select 1', {}], ['select 1', [null]], ['select 1', [one('a b', { longValue: 1 })]], ['select 1', [one('a', { longValue: 1, isNull: true })]], ['select 1', [one('a', {})]],
    ['select 1', [one('a', { longValue: '1' })]], ['select 1', [{ ...one('a', { stringValue: 'x' }), typeHint: 'XML' }]], ['select 1', [one('a', { arrayValue: { longValues: [1] } })]],
    ['select 1', [one('a', { toString: 'x' })]],
  ])('are refused as %j with %j', async (query, parameters) => {
    expect(errorOf(await send(query, parameters)).code).toBe('invalid_input');
  });

  it('tell nothing of what the server said', async () => {
    expect(errorOf(await send('select secret_column from nowhere', []))).toMatchObject({ code: 'internal', message: 'The request could not be carried out.' });
  });
});
