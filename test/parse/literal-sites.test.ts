import { fc } from '../support/property.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { literalSites } from '../../src/parse/literal-sites.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { splice } from '../../src/parse/splice.js';
import type { Grammar } from '../../src/parse/types.js';
import { openScratch } from '../../src/postgres/scratch.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer, ScratchDatabase } from '../../src/postgres/types.js';

let grammar: Grammar;
let server: PostgresServer;
let database: ScratchDatabase;
beforeAll(async () => {
  grammar = await loadGrammar();
  server = await startServer({ version: 17 });
  database = await openScratch(server);
});
afterAll(async () => {
  await database?.drop();
  await server?.stop();
});

function rewritten(text: string): string {
  return splice(text, literalSites(grammar.scan(text))).text;
}

/** The tree without places. */
function tree(text: string): string {
  const parsed = grammar.parse(text);
  expect(parsed.fault).toBeNull();
  return JSON.stringify(parsed.statements.map((one) => one.node), (key, value: unknown) => (/location|_start$|_end$/u.test(key) ? undefined : value));
}

/** What the Data API and the runtime would look for, in text that has no parameters. */
const taken = /(?<!:):[A-Za-z0-9_]|\{tenant\}/u;

describe('rewriting', () => {
  test.each([
    ["select 'a b', 'it''s'", "select 'a b', 'it''s'"],
    ["select 'a: b', ':', '::', 'a:é'", "select 'a: b', ':', '::', 'a:é'"],
    ["select '12:30'", "select E'12\\x3a30'"],
    ["select 'it''s :x \\ :y'", "select E'it''s \\x3ax \\\\ \\x3ay'"],
    ["select '{tenant}.x'", "select E'\\x7btenant}.x'"],
    ["select E'\\':x\\n\\\\:y\\:z'", "select E'\\':x\\n\\\\:y\\:z'".replace("\\':x", "\\'\\x3ax").replace('\\\\:y', '\\\\\\x3ay').replace('\\:z', '\\x3az')],
    ["select $$it's :x \\ $$, $a$$$:b$a$", "select E'it''s \\x3ax \\\\ ', E'$$\\x3ab'"],
    ["select U&'\\0041:x', U&'!0041:x' uescape '!'", "select U&'\\0041\\003Ax', U&'!0041!003Ax' uescape '!'"],
    ["select N'a:b'", "select nchar E'a\\x3ab'"],
    ['select "a:b", "x\\:y""z", U&"\\0041:x"', 'select U&"a\\003Ab", U&"x\\\\\\003Ay""z", U&"\\0041\\003Ax"'],
    ['select "{tenant}"', 'select U&"\\007Btenant}"'],
    ["select'a:b',x\"a:b\"", "select E'a\\x3ab',x U&\"a\\003Ab\""],
    ['select a[1:2], a[:n], a[n:], a[1 : 2]', 'select a[1: 2], a[: n], a[n:], a[1 : 2]'],
    ["select json_object('k':v), json_object('k': v)", "select json_object('k': v), json_object('k': v)"],
    ['select a::text, f(a := b)', 'select a::text, f(a := b)'],
    ["select 'a'\n':b'", "select E'a'\n'\\x3ab'"],
    ["select b'01', x'1f'", "select b'01', x'1f'"],
  ])('%s', (text, expected) => {
    expect(rewritten(text)).toBe(expected);
    expect(rewritten(text)).not.toMatch(taken);
    expect(tree(rewritten(text))).toBe(tree(text));
  });

  test('colons of parameters stay, others beside them do not', () => {
    const text = "select :a, b[1:2], ':a'";
    expect(splice(text, literalSites(grammar.scan(text), [{ start: 7, end: 9 }])).text).toBe("select :a, b[1: 2], E'\\x3aa'");
  });
});

const nasty = fc.string({ unit: fc.constantFrom(':', 'a', '1', '_', '\\', "'", '"', '$', '{tenant}', ' ', '\n', 'é', '😀', 'x3a', 'u003a', '!'), maxLength: 12 });
const literal = fc.oneof(
  nasty.map((value) => `'${value.replaceAll("'", "''")}'`),
  nasty.map((value) => `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
  nasty.filter((value) => !value.includes('$')).map((value) => `$q$${value}$q$`),
  nasty.map((value) => `U&'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`),
  nasty.map((value) => `U&'${value.replaceAll('!', '!!').replaceAll("'", "''")}' uescape '!'`),
);

test('any literal says the same to the grammar', () => {
  fc.assert(
    fc.property(literal, nasty, (text, name) => {
      const statement = `select ${text} as "x${name.replaceAll('"', '""')}"`;
      expect(rewritten(statement)).not.toMatch(taken);
      expect(tree(rewritten(statement))).toBe(tree(statement));
    }),
    { numRuns: 500 },
  );
});

test('any literal and any label come back from PostgreSQL as they were', async () => {
  await fc.assert(
    fc.asyncProperty(literal, nasty, async (text, name) => {
      const statement = `select ${text} as "x${name.replaceAll('"', '""')}"`;
      const [before, after] = [await database.owner.query(statement), await database.owner.query(rewritten(statement))];
      expect(after.rows).toEqual(before.rows);
    }),
    { numRuns: 200 },
  );
});
