import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, pairs, type Pair } from './support.js';

const world = pairs();
let pair: Pair;

interface Names {
  readonly ok: string;
  readonly deep: string;
  readonly touch: string;
  readonly tidy: string;
  readonly plus: string;
  readonly shown: string;
  readonly kind: string;
  readonly key: string;
  /** A column's. */
  readonly n: string;
}

/** All that can rest on a function, with its functions under these names. */
const state = ({ ok, deep, touch, tidy, plus, shown, kind, key, n }: Names): string => `
  create function ${ok}(v int) returns boolean language sql immutable strict as $$ select v > 0 $$;
  create function ok(v text) returns boolean language sql immutable as $$ select v <> '' $$;
  create domain amount as int check (${ok}(value));
  create type part as (price amount, note text);
  create function ${deep}(n int) returns int language plpgsql immutable as $$ begin return case when n > 0 then ${deep}(n - 1) else 0 end; end $$;
  create function caller(n int) returns int language sql stable begin atomic select ${deep}(n) as depth; end;
  create function by_text(n int) returns int language sql stable as $$ select ${deep}(n) $$;
  create function ${touch}() returns trigger language plpgsql as $$ begin return new; end $$;
  create procedure ${tidy}(inout n int, variadic names text[]) language plpgsql as $$ begin n := 1; end $$;
  create function ${plus}(total int, more int) returns int language sql immutable as $$ select total + more $$;
  create aggregate sums(int) (sfunc = ${plus}, stype = int, initcond = '0');
  create operator ### (function = ${plus}, leftarg = int, rightarg = int);
  create type ${kind} as enum ('a', 'b');
  create function ${shown}(k ${kind}) returns int language sql immutable as $$ select 1 $$;
  create cast (${kind} as int) with function ${shown}(${kind});
  create table orders (
    id int primary key default ${plus}(1, 2), amounts amount[], part part, ${n} int constraint good check (${ok}(${n})), twice int generated always as (${plus}(${n}, ${n})) stored, k ${kind});
  create index orders_plus on orders (${plus}(${n}, 1));
  create view positive as select id, ${ok}(${n}) as good from orders;
  create trigger touched before update on orders for each row execute function ${touch}();
  alter table orders enable row level security;
  create policy own on orders using (${ok}(id));
  create function ${key}(id int) returns text language sql immutable as $$ select ${key.startsWith('old') ? "'old'" : "'new'"} $$;`;

const before = `${state({ ok: 'ok', deep: 'deep', touch: 'touch', tidy: 'tidy', plus: 'plus', shown: 'shown', kind: 'kind', key: 'old_key', n: 'n' })}
  create function one_a() returns int language sql as 'select 1'; create function one_b() returns int language sql as 'select 1';
  create function two() returns int language sql as 'select 2';
  create function quick() returns int language sql stable as 'select 3';
  comment on function touch() is 'before';
  grant execute on function touch() to tenant_users;`;
const after = `${state({ ok: 'is_ok', deep: '"Deep ""; drop table orders; --"', touch: 'touch_row', tidy: '"select"', plus: 'add_up', shown: 'display', kind: 'sort', key: 'new_key', n: 'number' })}
  create function one_c() returns int language sql as 'select 1';
  create function two_a() returns int language sql as 'select 2'; create function two_b() returns int language sql as 'select 2';
  create function quickly() returns int language sql volatile as 'select 3';
  comment on function touch_row() is 'after';
  grant execute on function touch_row() to tenant_admins;`;
const answers = { renames: [{ from: 'kind', to: 'sort' }, { from: 'orders.n', to: 'number' }] };
const about = async (found: RegExp): Promise<readonly string[]> => (await pair.steps(answers)).filter((one) => found.test(one)).map((one) => one.split('\n')[0] ?? '');

beforeAll(async () => {
  pair = await world.pair(before, after);
}, 60_000);
afterAll(() => world.stop());

describe('a function that is the same but for its name', () => {
  it('is renamed, and nothing is asked', async () => {
    const { value, diagnostics } = await pair.plan(answers);
    expect(lines({ diagnostics })).toEqual([]);
    expect(value.questions).toEqual([]);
    expect([...await about(/ rename /)].sort()).toEqual([
      'transaction: alter function deep(integer) rename to "Deep ""; drop table orders; --"', 'transaction: alter function ok(integer) rename to is_ok', 'transaction: alter function plus(integer, integer) rename to add_up',
      'transaction: alter function shown(sort) rename to display', 'transaction: alter function touch() rename to touch_row', 'transaction: alter procedure tidy(integer, text[]) rename to "select"', 'transaction: alter table orders rename column n to number', 'transaction: alter type kind rename to sort',
    ]);
  });

  it('keeps what rests on it: nothing else is made anew or read through', async () => {
    expect(await about(/domain|aggregate|operator|cast|alter table orders alter|constraint|index|view|trigger|policy|caller/)).toEqual([]);
    expect((await pair.plan(answers)).value.hazards).toEqual([]);
  });

  it('gets its body, comment and rights, and those that name it in a text get theirs', async () => {
    expect(await about(/create or replace function ("Deep|by_text|caller)/)).toEqual(['transaction: create or replace function "Deep ""; drop table orders; --"(n integer)', 'transaction: create or replace function by_text(n integer)']);
    expect(await about(/touch_row\(\) (is|to|from)/)).toEqual(expect.arrayContaining(["transaction: comment on function touch_row() is 'after'", 'transaction: grant execute on function touch_row() to tenant_admins', 'transaction: revoke all on function touch_row() from tenant_users']));
  });

  it('is another where several could be it, or more than the name is another', async () => {
    expect([...await about(/drop function/)].sort()).toEqual(['one_a()', 'one_b()', 'old_key(integer)', 'quick()', 'two()'].map((name) => `transaction: drop function ${name}`).sort());
    expect([...await about(/create or replace function (one|two|quick|new)/)].sort()).toEqual(['new_key(id integer)', 'one_c()', 'quickly()', 'two_a()', 'two_b()'].map((name) => `transaction: create or replace function ${name}`));
  });

  it('leads to the new state, with rows', async () => {
    const proof = await pair.prove(answers);
    expect(lines(proof)).toEqual([]);
    expect(proof.value.filled).toBe(1);
    expect(proof.value.emptied).toEqual([]);
  });
});
