import { fc } from '../../support/property.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScratch } from '../../../src/postgres/scratch.js';
import { startServer } from '../../../src/postgres/start-server.js';
import { quoteIdentifier, quoteLiteral } from '../../../src/postgres/quote.js';
import type { PostgresServer, ScratchDatabase } from '../../../src/postgres/types.js';
import { sentences } from '../../../src/runtime/failure/sentences.js';
import { toCallError } from '../../../src/runtime/failure/to-call-error.js';
import { provocations, setupSql, type Words } from './provocations.js';
import { failuresOf, refusalOf } from './server-text.js';

/** The spec lists a constraint and a RAISE that nobody here provokes: who gets these answers was fooled. */
const errors = {
  customers_email_key: { code: 'EMAIL_TAKEN', field: 'email', message: 'fooled' },
  PGC01: { code: 'OVERPAID', field: null, message: 'fooled' },
};

const pieces = [
  'constraint "customers_email_key"', '" constraint "customers_email_key', '; SQLState: PGC01', '\n; SQLState: PGC02\n', '\nERROR: x; SQLState: PGC02',
  '; Detail: ', '"', "'", '\\', '\n', '\r\n', '%', '$1', ':name', '\u{1f600}', '__proto__',
];
const around = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), { maxLength: 4 }).map((found) => found.join('').replaceAll('\0', ''));
const identifier = fc.constantFrom('', ' ', '"', '".', "'", '\n', '%s', '; SQLState: PGC01', '{tenant}', ':x', 'ä');
const wordsOf = fc.record({ number: fc.nat(0xffff), before: around, after: around, schema: identifier, table: identifier }).map(({ number, before, after, schema, table }): Words => {
  const marker = `zq${number.toString(16)}qz`;
  return { marker, schema: `${marker}${schema}s`, table: `${marker}${table}t`, value: `${before}${marker}${after}` };
});

describe('errors of PostgreSQL', () => {
  let server: PostgresServer;
  let database: ScratchDatabase;
  beforeAll(async () => {
    server = await startServer({ version: 17 });
    database = await openScratch(server);
  });
  afterAll(async () => {
    await database?.drop();
    await server?.stop();
  });

  async function provoke(sql: string) {
    const refusal = await refusalOf(database.admin.query(sql));
    await database.admin.query('rollback');
    return refusal;
  }

  /** With the schema of these words in place. */
  async function within(words: Words, work: () => Promise<void>): Promise<void> {
    await database.admin.query(setupSql(words));
    try {
      await work();
    } finally {
      await database.admin.query(`rollback; drop schema ${quoteIdentifier(words.schema)} cascade`);
    }
  }

  async function checkAll(words: Words): Promise<void> {
    for (const [sqlstate, code, sql] of provocations) {
      const refusal = await provoke(sql(words));
      expect(refusal.code, sql(words)).toBe(sqlstate);
      for (const failure of failuresOf(refusal)) {
        const answer = toCallError(failure, errors);
        expect(answer, failure.message).toMatchObject({ code, message: sentences[code], field: null, sqlstate });
        expect(JSON.stringify(answer) + answer.stack, failure.message).not.toContain(words.marker);
      }
    }
  }

  it('reach no answer with a word of theirs, whatever callers and templates call things', async () => {
    await fc.assert(fc.asyncProperty(wordsOf, (words) => within(words, () => checkAll(words))), { numRuns: 30 });
  });

  it('name their constraint as PostgreSQL does', async () => {
    const words: Words = { marker: 'plain', schema: 'plain_s', table: 'plain t', value: 'constraint "customers_email_key"' };
    const named = new Set<string>();
    await within(words, async () => {
      for (const [sqlstate, , sql] of provocations.filter(([state]) => state.startsWith('23'))) {
        const refusal = await provoke(sql(words));
        // A column that may not be null, and a partition that is not there, have no name.
        const wanted = sqlstate === '23502' ? null : (refusal.constraint ?? null);
        for (const failure of failuresOf(refusal).slice(0, 3)) expect(failure.constraint, failure.message).toBe(wanted);
        named.add(String(wanted));
      }
    });
    expect([...named].sort()).toEqual(['null', 'plain_check', 'plain_domain', 'plain_exclude', 'plain_fk', 'plain_unique']);
  });

  it('reach the client by the first line of a RAISE of class PGC, and by nothing else of it', async () => {
    await fc.assert(fc.asyncProperty(around, fc.constantFrom('PGC02', 'PGC99', 'PGCZZ'), async (value, sqlstate) => {
      const secret = quoteLiteral(`zq1qz${value}`);
      const refusal = await provoke(`do ${quoteLiteral(`begin raise exception using message = 'The order is closed.' || e'\\n' || ${secret}, detail = ${secret}, hint = ${secret}, errcode = '${sqlstate}'; end`)}`);
      for (const failure of failuresOf(refusal)) {
        expect(toCallError(failure, errors)).toMatchObject({ code: 'rejected', message: 'The order is closed.', field: null, sqlstate });
      }
    }), { numRuns: 40 });
  });

  it('are answered with a sentence of ours for every SQLSTATE that a function can raise', async () => {
    const sqlstate = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHPUVXZ'), minLength: 5, maxLength: 5 }).filter((code) => !/^(?:0000|PGC|..000)/.test(code));
    await fc.assert(fc.asyncProperty(sqlstate, around, async (errcode, value) => {
      const refusal = await provoke(`do ${quoteLiteral(`begin raise exception using message = ${quoteLiteral(`zq1qz${value}`)}, errcode = '${errcode}'; end`)}`);
      expect(refusal.code).toBe(errcode);
      for (const failure of failuresOf(refusal)) {
        const answer = toCallError(failure, errors);
        expect(Object.entries(sentences)).toContainEqual([answer.code, answer.message]);
      }
    }), { numRuns: 200 });
  });
});
