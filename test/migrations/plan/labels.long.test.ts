import { afterAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../../src/migrations/types.js';
import { lines, pairs } from './support.js';

const world = pairs();
afterAll(() => world.stop());

const renamed = (...pairsOf: readonly string[]): Partial<Answers> => ({ renames: pairsOf.map((one) => ({ from: one.split('=')[0] ?? '', to: one.split('=')[1] ?? '' })) });
const state = (labels: string): string => `create type mood as enum (${labels}); create table t (id int primary key, m mood[], n mood default 'a');`;

/** What is asked, and the statements with these answers, proven over rows of all labels. */
async function told(before: string, after: string, answers: Partial<Answers>): Promise<readonly (readonly string[])[]> {
  const { from: { database: { admin } }, plan, prove, steps } = await world.pair(state(before), state(after));
  const asked = (await plan()).value.questions.map(({ flags }) => flags.join(' '));
  const written = await steps(answers);
  expect((await plan(answers)).value.questions).toEqual([]);
  expect(lines(await plan(answers))).toEqual([]);
  await admin.query("insert into tenant_template.t select 1000 + row_number() over (), array[l], l from unnest(enum_range(null::tenant_template.mood)) l");
  expect(lines(await prove(answers))).toEqual([]);
  return [asked, written.filter((one) => one.includes(' value ')).map((one) => one.replace('transaction: alter type mood ', ''))];
}

describe('a label that has a new name', () => {
  it('while others are added', async () => {
    const flags = '--rename mood.b=c --rename mood.b=d --allow deletes-data';
    expect(await told("'a', 'b'", "'a', 'c', 'd'", renamed('mood.b=c'))).toEqual([[flags], ["rename value 'b' to 'c'", "add value 'd' after 'c'"]]);
    expect(await told("'a', 'b'", "'a', 'c', 'd'", renamed('mood.b=d'))).toEqual([[flags], ["rename value 'b' to 'd'", "add value 'c' before 'd'"]]);
    expect(await told("'a', 'b'", "'z', 'a', 'c'", renamed('mood.b=c'))).toEqual([['--rename mood.b=c --allow deletes-data'], ["rename value 'b' to 'c'", "add value 'z' before 'a'"]]);
  });

  it('and another place: the answer may say what is not likely', async () => {
    expect(await told("'a', 'b'", "'c', 'a', 'z'", renamed('mood.b=c'))).toEqual([['--rename mood.b=z --allow deletes-data'], ["rename value 'b' to 'c'"]]);
  });

  it('beside one that is empty, which no flag can name', async () => {
    expect(await told("'a', '', 'b'", "'a', '', 'c', 'd'", renamed('mood.b=c'))).toEqual([['--rename mood.b=c --rename mood.b=d --allow deletes-data'], ["rename value 'b' to 'c'", "add value 'd' after 'c'"]]);
    expect(await told("'a', ''", "'a', '', 'd'", {})).toEqual([[], ["add value 'd' after ''"]]);
  });

  it('is one of them only', async () => {
    const { plan } = await world.pair(state("'a', 'b', 'g'"), state("'a', 'c'"));
    expect(lines(await plan(renamed('mood.b=c', 'mood.g=c')))).toEqual(['error PGC654: --rename mood.g=c answers nothing that this migration asks']);
  });
});

describe('names that change places', () => {
  const columns = 'create table t (id int primary key, a int, b int);';

  it('are told once, with what can be done', async () => {
    const { plan } = await world.pair(columns, columns);
    const { diagnostics, value } = await plan(renamed('t.a=b', 't.b=a'));
    expect([lines({ diagnostics }), value.steps]).toEqual([['error PGC654: --rename t.a=b --rename t.b=a answers nothing that this migration asks: t.a, t.b is there before and after it'], []]);
    expect(diagnostics[0]?.hint).toContain('a migration of its own');
    expect(lines(await (await world.pair(state("'a', 'b'"), state("'b', 'a'"))).plan(renamed('mood.a=b', 'mood.b=a')))).toEqual(['error PGC654: --rename mood.a=b --rename mood.b=a answers nothing that this migration asks: mood.a, mood.b is there before and after it']);
    const tables = 'create table a (id int primary key); create table b (n int primary key);';
    expect(lines(await (await world.pair(tables, 'create table b (id int primary key); create table a (n int primary key);')).plan(renamed('a=b', 'b=a')))).toEqual(['error PGC654: --rename a=b --rename b=a answers nothing that this migration asks: a, b is there before and after it']);
  });

  it('do so by hand: nothing is to be done behind that', async () => {
    const { from: { database: { admin } }, plan } = await world.pair(columns, columns);
    for (const sql of ['rename column a to c', 'rename column b to a', 'rename column c to b']) await admin.query(`alter table tenant_template.t ${sql}`);
    const { value, diagnostics } = await plan();
    expect([value.steps, value.questions, diagnostics]).toEqual([[], [], []]);
  });

  it('or in a migration each', async () => {
    const tables = (first: string, second: string): string => `create table ${first} (id serial primary key, n int); create table ${second} (id serial primary key, word text);`;
    const ways = [['a', 'b', 'c', 'b', 'a=c'], ['c', 'b', 'c', 'a', 'b=a'], ['c', 'a', 'b', 'a', 'c=b']] as const;
    for (const [first, second, nowFirst, nowSecond, answer] of ways) {
      const { prove, steps } = await world.pair(tables(first, second), tables(nowFirst, nowSecond));
      expect((await steps(renamed(answer))).filter((one) => !one.includes(' rename '))).toEqual([]);
      expect(lines(await prove(renamed(answer)))).toEqual([]);
    }
  });
});
