import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/runtime/data-source.js';
import { scanSql } from '../../../src/runtime/sql/scan.js';
import type { Envelope } from '../../../src/runtime/types.js';
import { identity, prefix, recorder, shop } from './support.js';

const names = [...Object.keys(shop.statements), ...Object.keys(shop.transactions), ...Object.keys(shop.lambdas)];
const inner = [...Object.values(shop.lambdas).flatMap(({ check }) => check ?? []), ...Object.values(shop.transactions).flatMap(({ steps }) => steps.map(({ statement }) => statement))];
const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'parent', 'input', 'filter', 'id', 'limit', 'tenant', 'rows', 'order', '', 'length', 'then'];
const mark = 'EVIL';
const texts = [`'; drop table orders; -- ${mark}`, `{tenant}.${mark}`, `:${mark}`, `*/ select '${mark}' /*`, `"${mark}"`, `$$${mark}$$`, '\0', '\ud800', '../overrides/root', 'globex', 'acme"', 'acme.x'];

const text = fc.oneof(fc.constantFrom(...texts, ...names, ...keys), fc.string());
const scalar = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined));
const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: text });
const { any } = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, fc.array(tie('any'), { maxLength: 5 }), fc.array(fc.tuple(key, tie('any')), { maxLength: 5 }).map(asRecord)),
}));

/** As JSON.parse would: `__proto__` is a key of its own. */
function asRecord(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}

const known = fc.constantFrom(...names).map((name) => [name, shop.statements[name]] as const);
/** Arguments of a statement at their places, with anything in them. */
const parameters = known.chain(([name, statement]) =>
  fc.tuple(...(statement?.parameters ?? []).map(() => any)).map((values) => {
    const made: Record<string, unknown> = {};
    for (const [index, { path }] of (statement?.parameters ?? []).entries()) place(made, path, values[index]);
    return { statement: name, parameters: made, parts: statement?.variants[0]?.parts ?? [] };
  }));

function place(into: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) into[first] = value;
  else place((into[first] ??= {}) as Record<string, unknown>, rest, value);
}

const forged = fc.oneof(
  fc.constant(identity('u1', 'acme', 'admins')),
  fc.record({ sub: text, claims: fc.record({ userid: text, tenant: text, role: text }) }),
  fc.record({ userArn: text, username: text, accountId: text, cognitoIdentityId: text }, { requiredKeys: [] }),
  fc.record({ resolverContext: fc.record({ userid: text, tenant: text, role: text }) }),
  any,
);
const document = fc.tuple(fc.oneof(parameters, fc.record({ statement: text, parameters: any, parts: any })), forged, fc.record({ orderBy: any, limit: any, nextToken: any, query: text }, { requiredKeys: [] }))
  .map(([base, who, more]) => ({ v: 1, ...base, identity: who, ...more }));
const event = fc.oneof({ weight: 5, arbitrary: document }, { weight: 1, arbitrary: any }, { weight: 1, arbitrary: fc.array(document, { maxLength: 6 }) });

function checkEnvelope(answer: unknown): void {
  const { data, error } = answer as Partial<Record<keyof (Envelope & object) | 'data' | 'error', unknown>>;
  expect([data, error].filter((one) => one !== undefined)).toHaveLength(1);
  if (error !== undefined) expect(Object.keys(error as object).sort()).toEqual(['code', 'field', 'message', 'requestId', 'retryable']);
}

const written = Object.entries(shop.statements).flatMap(([name, { variants }]) => variants.map((variant) => ({ name, variant })));

/** The text between the places of the tenant's schema. */
function fragments(text: string): readonly string[] {
  const places = scanSql(text).filter(({ kind }) => kind === 'tenant');
  return [0, ...places.map(({ end }) => end)].map((start, index) => text.slice(start, places[index]?.start));
}

/** The text with its heading is made of pieces of one statement, in their order, and of the tenant's schema. */
function isOurs(sql: string): boolean {
  const [, name, hash] = /^\/\* (\S+) (\w+) \*\/ /.exec(sql) ?? [];
  if (name === undefined || hash !== shop.manifest || sql.includes(mark)) return false;
  return written.some((one) => one.name === name && one.variant.sql.every((piece) => {
    return typeof piece !== 'string' || fragments(piece).every((fragment) => sql.includes(fragment));
  }));
}

describe('hostile events', () => {
  it('never throw, never run what is not in the manifest, never choose a secret', async () => {
    const transport = recorder();
    const reported: unknown[] = [];
    const handler = createDataSource({ manifest: shop, transport, credentials: { prefix, apiKey: 'public' }, log: () => undefined, report: (fault) => void reported.push(fault) });
    await fc.assert(fc.asyncProperty(event, async (sent) => {
      transport.requests.length = 0;
      const answer = await handler(sent);
      const answers = Array.isArray(sent) ? (answer as readonly Envelope[]) : [answer];
      if (Array.isArray(sent)) expect(answers).toHaveLength(sent.length);
      answers.forEach(checkEnvelope);
      for (const { sql, secret } of transport.requests) {
        expect(isOurs(sql), sql).toBe(true);
        expect(secret).toMatch(/^shop\/test\/(users\/[a-z][a-z0-9_]{0,62}|overrides\/public)$/);
      }
      expect(reported).toEqual([]);
    }), { numRuns: 3000 });
    // As far as the generated events went: some must have got through to SQL for this to mean anything.
    await handler({ v: 1, statement: 'Query.listOrders', parameters: {}, identity: identity('u1', 'acme', 'admins') });
    expect(transport.requests).toHaveLength(1);
  });

  it('reach SQL often enough for that to mean something', async () => {
    const transport = recorder();
    const handler = createDataSource({ manifest: shop, transport, credentials: { prefix }, log: () => undefined });
    for (const sent of fc.sample(parameters, 500)) await handler({ v: 1, ...sent, identity: identity('u1', 'acme', 'admins') });
    expect(transport.requests.length).toBeGreaterThan(20);
  });

  it.each(inner)('never run the inner statement %s by its name', async (name) => {
    const transport = recorder();
    const handler = createDataSource({ manifest: shop, transport, credentials: { prefix }, log: () => undefined });
    expect(await handler({ v: 1, statement: name, parameters: { id: '00000000-0000-4000-8000-000000000000' }, identity: identity('u1', 'acme', 'admins') })).toMatchObject({ error: { code: 'not_implemented' } });
    expect(transport.requests).toEqual([]);
  });

  it('are answered one by one, however many come', async () => {
    const transport = recorder();
    const handler = createDataSource({ manifest: shop, transport, credentials: { prefix }, log: () => undefined });
    const answers = (await handler(Array.from({ length: 100_000 }, () => ({ v: 1, statement: 'Query.listOrders', parameters: {}, identity: null })))) as readonly Envelope[];
    expect(answers).toHaveLength(100_000);
    expect(answers.every((answer) => 'error' in answer)).toBe(true);
    expect(transport.requests).toEqual([]);
  });
});
