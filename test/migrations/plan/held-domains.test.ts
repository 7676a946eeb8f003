import { afterAll, describe, expect, it } from 'vitest';
import { lines, pairs } from './support.js';

const world = pairs();
afterAll(() => world.stop());

const tables = `create table held (id int primary key, checked checked[], "Odd" "Odd"[], called called[], part part); create table plain (id int primary key, free free, gone gone);`;
const before = `create function fits(v int) returns boolean language sql immutable as 'select v < 99';
  create domain checked as int check (value > 0); create domain "Odd" as int; create domain called as int check (fits(value)); create domain inside as int;
  create domain free as int check (value > 0); create domain gone as int check (value > 0); create domain fresh as int check (value > 0);
  create type part as (n inside); ${tables} alter table plain add column list gone[];`;
const after = `create function fits(number int) returns boolean language sql immutable as 'select number < 99';
  create domain checked as int check (value > 1); create domain "Odd" as int not null; create domain called as int check (fits(value)); create domain inside as int constraint small check (value < 9);
  create domain free as int check (value > 1); create domain gone as int not null check (value > 1); create domain fresh as int check (value > 1);
  create type part as (n inside); ${tables} alter table plain add column list fresh[];`;
const start = 'error PGC650: no migration can be planned:';
const hint = (way: string): string => `PostgreSQL does not look at a domain's values inside arrays and rows: ${way}`;
const anew = 'make a new domain and change the column to it, or add';
const byHand = 'NOT VALID, by ALTER DOMAIN in the template: it is for new values then. By hand, a migration can give the column another type while the domain changes.';

describe('a domain inside an array, a row or a range of a column', () => {
  it('gets no rule, which is told before a plan is tried', async () => {
    const { plan } = await world.pair(before, after);
    const { diagnostics } = await plan({ allow: ['deletes-data'] });
    const said = new Map(lines({ diagnostics }).map((line, at) => [line, diagnostics[at]?.hint]));
    expect([...said.keys()].sort()).toEqual([
      `${start} NOT NULL of domain "Odd" cannot be added: cannot alter type ""Odd"" because column "held.Odd" uses it`,
      `${start} constraint called.called_check, which goes with a function that is made anew, cannot be added: cannot alter type "called" because column "held.called" uses it`,
      `${start} constraint checked.checked_check cannot be added: cannot alter type "checked" because column "held.checked" uses it`,
      `${start} constraint fresh.fresh_check cannot be added: cannot alter type "fresh" because column "plain.list" uses it`,
      `${start} constraint inside.small cannot be added: cannot alter type "inside" because column "held.part" uses it`,
    ]);
    const hints = [...said].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    expect(hints).toEqual([
      hint(`${anew} a CHECK (VALUE IS NOT NULL) ${byHand}`), hint(`${anew} the constraint ${byHand}`), hint(`${anew} the constraint ${byHand}`),
      hint('write two migrations, the domain in the first, and what holds it in the second.'), hint(`${anew} the constraint ${byHand}`),
    ]);
  });
});
