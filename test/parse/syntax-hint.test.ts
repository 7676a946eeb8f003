import { expect, test } from 'vitest';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { syntaxHint } from '../../src/parse/syntax-hint.js';

const grammar = await loadGrammar();

const hintFor = (text: string): string | null => {
  const { fault } = grammar.parse(text);
  expect(fault, text).not.toBeNull();
  return syntaxHint(grammar, text, fault?.at ?? 0);
};

test.each([
  ['create tabel lines (id uuid)', 'did you mean TABLE?'],
  ['create view v as selct 1', 'did you mean SELECT?'],
  ['creat table a (id uuid)', 'did you mean CREATE?'],
  ['select id form orders where true', 'did you mean FROM where it says form?'],
  ['select * from orders limt 5', 'did you mean LIMIT where it says limt?'],
  ['create table order (id uuid)', 'order is a word of SQL; choose another name, or put it in quotes: "order"'],
  ['create table a (id uuid, user text)', 'user is a word of SQL; choose another name, or put it in quotes: "user"'],
  ['create table a (id uuid,)', 'remove the comma before it'],
  ['select id, from orders', 'remove the comma before it'],
  ['create table a (id uuid, total numeric(12, 2 not null)', 'a ( of this statement is never closed'],
  ['select (1 + 2)) from orders', 'this statement has a ) too many'],
  ['create table a', 'the statement ends too early'],
  ['select 1 from orders orders orders', null],
  ['select * from orders where "naïve 😀" = and', 'something is missing after ='],
  ['select * from orders where a = 1 and limit 5', 'something is missing after and'],
])('%s', (text, hint) => {
  expect(hintFor(text)).toBe(hint);
});

test('a bracket or comma in a literal or comment counts for nothing', () => {
  expect(hintFor("select '(((' /* ( */, 1 1 from orders")).toBeNull();
});
