import { fc } from '../support/property.js';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../src/postgres/quote.js';
import { openScratch } from '../../src/postgres/scratch.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { valueOf } from './helpers.js';

describe.each([17, 18] as const)('on PostgreSQL %i', (version) => {
  let server: PostgresServer;
  let client: Client;

  beforeAll(async () => {
    server = await startServer({ version });
    client = (await openScratch(server)).owner;
  });
  afterAll(() => server.stop());

  test('every keyword is quoted exactly where quote_ident quotes it', async () => {
    const { rows } = await client.query<{ word: string; quoted: string }>(
      'select word, quote_ident(word) as quoted from pg_get_keywords()',
    );
    expect(rows.length).toBeGreaterThan(400);
    for (const { word, quoted } of rows) expect(quoteIdentifier(word)).toBe(quoted);
  });

  test('any name is written as quote_ident writes it, and means itself', async () => {
    const character = fc.constantFrom(...'ab_z09AZ $"\'\\;-\n\t.é😀%{}:');
    const name = fc.oneof(
      fc.string({ unit: character, minLength: 1, maxLength: 15 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 15 }),
    );
    const possible = name.filter((text) => !text.includes('\0') && Buffer.byteLength(text) <= 63);
    await fc.assert(
      fc.asyncProperty(possible, async (text) => {
        const quoted = quoteIdentifier(text);
        expect(await valueOf(client, 'select quote_ident($1)', [text])).toBe(quoted);
        const { fields } = await client.query(`select 1 as ${quoted}`);
        expect(fields[0]?.name).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('any text as a literal is that text, under both meanings of the backslash', async () => {
    const character = fc.constantFrom(...'a\'\\"$;\n:{}é😀');
    const text = fc.oneof(fc.string({ unit: character }), fc.string({ unit: 'binary' })).filter((one) => !one.includes('\0'));
    for (const setting of ['on', 'off']) {
      await client.query(`set standard_conforming_strings = ${setting}; set escape_string_warning = off`);
      await fc.assert(
        fc.asyncProperty(text, async (value) => {
          expect(await valueOf(client, `select ${quoteLiteral(value)}`)).toBe(value);
        }),
        { numRuns: 200 },
      );
    }
    await client.query('reset all');
  });

  test('a hostile name makes a table of that name and nothing else', async () => {
    const name = 'x"; drop table victim; --';
    await client.query(`create table victim (); create table ${quoteQualified('public', name)} (${quoteIdentifier(name)} int)`);
    const tables = await client.query<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace order by relname collate "C"`,
    );
    expect(tables.rows.map((row) => row.relname)).toEqual(['victim', name]);
  });
});

test('plain names stay readable', () => {
  expect(quoteQualified('tenant_template', 'order_items')).toBe('tenant_template.order_items');
  expect(quoteQualified('acme', 'order')).toBe('acme."order"');
  expect(quoteLiteral("it's")).toBe("'it''s'");
  expect(quoteLiteral('a\\b')).toBe("E'a\\\\b'");
});

test('a name that no identifier can mean is refused', () => {
  for (const name of ['', 'a\0b', 'x'.repeat(64), 'é'.repeat(32), '\ud83d']) {
    expect(() => quoteIdentifier(name)).toThrow(RangeError);
  }
  expect(quoteIdentifier('é'.repeat(31))).toBe(`"${'é'.repeat(31)}"`);
  for (const value of ['a\0b', '\ude00']) expect(() => quoteLiteral(value)).toThrow(RangeError);
});
