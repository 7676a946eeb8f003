import { afterAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../../src/migrations/types.js';
import { lines, pairs } from './support.js';

const world = pairs();
afterAll(() => world.stop());

const renamed = (...pairsOf: readonly string[]): Partial<Answers> => ({ renames: pairsOf.map((one) => ({ from: one.split('=')[0] ?? '', to: one.split('=')[1] ?? '' })) });

/** Plans with answers and proves that over rows, of which none is lost: the statements, and what is asked without answers. */
async function told(before: string, after: string, answers: Partial<Answers> = {}): Promise<{ readonly asked: readonly string[]; readonly steps: readonly string[] }> {
  const { plan, prove, steps } = await world.pair(before, after);
  const asked = (await plan()).value.questions.map(({ flags }) => flags.join(' '));
  expect(lines(await plan(answers))).toEqual([]);
  expect((await plan(answers)).value.questions).toEqual([]);
  const written = await steps(answers);
  const { value, diagnostics } = await prove(answers);
  expect([lines({ diagnostics }), value.emptied]).toEqual([[], []]);
  return { asked, steps: written.map((one) => one.replace(/^transaction: /, '')) };
}

interface Items {
  readonly own?: string;
  readonly column?: string;
  readonly parts?: readonly string[];
}

const items = (name: string, { own = name, column = 'id', parts = ['items_0', 'items_1', 'items_2'] }: Items = {}): string => `
  create table ${name} (${column} int not null, description text not null, constraint ${own}_pkey primary key (${column})) partition by hash (${column});
  ${parts.map((part, at) => `create table ${part} partition of ${name} for values with (modulus ${parts.length}, remainder ${at});`).join('\n')}
  create index ${own}_text on ${name} (description);
  create table stock (item_id int not null references ${name} (${column}), place int not null, primary key (item_id, place)) partition by hash (item_id);
  create table stock_0 partition of stock for values with (modulus 1, remainder 0);
  create view all_items as select ${column} as id from ${name};`;

describe('a rename is asked, and keeps the rows', () => {
  it('of a partitioned table that others refer to: of its partitions nothing is said', async () => {
    expect(await told(items('items'), items('goods', { own: 'items' }), renamed('items=goods'))).toEqual({ asked: ['--rename items=goods --allow deletes-data'], steps: ['alter table items rename to goods'] });
    expect((await told(items('items'), items('goods', { column: 'no' }), renamed('items=goods', 'goods.id=no'))).steps).toEqual([
      'alter table items rename to goods', 'alter table goods rename column id to no', 'alter index items_text rename to goods_text', 'alter table goods rename constraint items_pkey to goods_pkey',
    ]);
  });

  it('of a partition, with the names of its indexes', async () => {
    const found = await told(items('items'), items('items', { parts: ['items_0', 'odd', 'items_2'] }), renamed('items_1=odd'));
    expect(found).toEqual({ asked: ['--rename items_1=odd --allow deletes-data'], steps: ['alter table items_1 rename to odd', 'alter index items_1_description_idx rename to odd_description_idx', 'alter index items_1_pkey rename to odd_pkey'] });
  });

  it('of all of them', async () => {
    const parts = ['a', 'b', '"drop table; c"'];
    const found = await told(items('items'), items('goods', { parts }), renamed('items=goods', 'items_0=a', 'items_1=b', 'items_2="drop table; c"'));
    expect(found.asked).toEqual(['--rename items=goods --allow deletes-data', '--rename items_0=a --allow deletes-data', '--rename items_1=b --allow deletes-data', `--rename 'items_2="drop table; c"' --allow deletes-data`]);
    expect(found.steps.filter((one) => !one.includes(' rename '))).toEqual([]);
  });

  it('of partitions that have partitions, and of those', async () => {
    const tree = (mid: string, leaf: string): string => `create table top (x int, y int) partition by range (x); create table ${mid} partition of top for values from (0) to (1000000) partition by list (y);
      create table ${leaf} partition of ${mid} for values in (1, 2); create table rest partition of ${mid} default; create table other partition of top default; create index on top (y);`;
    const found = await told(tree('mid', 'leaf'), tree('center', 'sheet'), renamed('mid=center', 'leaf=sheet'));
    expect(found.asked).toEqual(['--rename leaf=sheet --allow deletes-data', '--rename mid=center --allow deletes-data']);
    expect(found.steps.filter((one) => !one.includes(' rename '))).toEqual([]);
  });

  it('of what inherits and is inherited from', async () => {
    const family = (parent: string, child: string, own: string): string => `create table ${parent} (id int primary key, n int); create table ${child} (${own}) inherits (${parent}); create table third (c int) inherits (${parent});`;
    for (const own of ['', 'e int']) {
      expect(await told(family('a', 'b', own), family('a', 'x', own), renamed('b=x'))).toEqual({ asked: ['--rename b=x --allow deletes-data'], steps: ['alter table b rename to x'] });
      const both = await told(family('a', 'b', own), family('y', 'x', own), renamed('a=y', 'b=x'));
      expect(both).toEqual({ asked: ['--rename a=y --allow deletes-data', '--rename b=x --allow deletes-data'], steps: ['alter table a rename to y', 'alter table b rename to x', 'alter table y rename constraint a_pkey to y_pkey'] });
    }
  });

  it('but not where other rows are meant', async () => {
    const days = (name: string, to: number, kind = 'range'): string => `create table days (d int) partition by ${kind} (d); create table ${name} partition of days ${kind === 'range' ? `for values from (0) to (${to})` : 'for values in (1)'};`;
    const asked = async (before: string, after: string): Promise<readonly string[]> => (await (await world.pair(before, after)).plan()).value.questions.map(({ flags }) => flags.join(' '));
    expect(await asked(days('one', 10), days('two', 20))).toEqual(['--allow deletes-data']);
    expect(await asked(days('one', 10), days('two', 10, 'list').replaceAll('days', 'dates'))).toEqual(['--allow deletes-data', '--allow deletes-data']);
  });
});

const table = (more: string): string => `create table a (x int not null, y int not null) partition by range (x); create table p partition of a for values from (0) to (100); create table q partition of a default; ${more}`;
const twoLevels = (more: string): string => `create table a (x int not null, y int not null) partition by range (x); create table m partition of a default partition by range (y); create table l partition of m default; ${more}`;
const statements = async (before: string, after: string, state = table): Promise<readonly string[]> => (await told(state(before), state(after))).steps;

describe('an index of a partitioned table over what its partitions have', () => {
  const both = 'create index pi on p (y); create index qi on q (y);';

  it('takes equal ones as its parts', async () => {
    const made = ['create index ai on a using btree (y)'];
    expect(await statements(both, `${both} create index ai on a (y);`)).toEqual(made);
    expect(await statements(both, `${both} create index ai on only a (y); alter index ai attach partition pi; alter index ai attach partition qi;`)).toEqual(made);
    expect(await statements('create index pi on p (y);', 'create index pi on p (y); create index ai on a (y);')).toEqual(made);
    expect(await statements('create index li on l (y);', 'create index li on l (y); create index mi on m (y); create index ai on a (y);', twoLevels)).toEqual([...made, 'alter index m_y_idx rename to mi']);
    expect(await statements('create index pi on p (y);', 'create index ai on a (y);')).toEqual([...made, 'alter index pi rename to p_y_idx']);
    expect(await statements('create index pi on p (y); create index ai on a (x);', 'create index pi on p (y); create index ai on a (y);')).toEqual(['drop index ai', ...made]);
  });

  it('and no others', async () => {
    expect(await statements('create index pi on p (y desc);', 'create index pi on p (y desc); create index ai on a (y);')).toEqual(['create index ai on a using btree (y)']);
    expect(await statements('create index pi on p (y);', 'create index pi on p (y); create index ai on only a (y); alter index ai attach partition pi;')).toEqual(['create index ai on only a using btree (y)', 'alter index ai attach partition pi']);
  });

  it('and so does a key', async () => {
    const keys = 'alter table p add constraint p_pkey primary key (x, y); alter table q add constraint q_pkey primary key (x, y);';
    for (const after of [keys, '']) expect(await statements(keys, `${after} alter table a add constraint ak primary key (x, y);`)).toEqual(['alter table a add constraint ak primary key (x, y)']);
    const index = 'create unique index pu on p (x, y);';
    expect(await statements(index, `${index} create unique index au on a (x, y);`)).toEqual(['create unique index au on a using btree (x, y)']);
  });

  it('goes without them, who are made anew: PostgreSQL takes no part out', async () => {
    expect(await statements(`${both} create index ai on a (y);`, both)).toEqual(['drop index ai', 'alone: create index concurrently pi on p using btree (y)', 'alone: create index concurrently qi on q using btree (y)']);
    expect(await statements('alter table a add constraint ak unique (x, y);', 'alter table p add constraint p_x_y_key unique (x, y);')).toEqual([
      'alter table a drop constraint ak', 'alone: create unique index concurrently p_x_y_key on p (x, y)', 'alter table p add constraint p_x_y_key unique using index p_x_y_key',
    ]);
  });

  it('calls its parts as somebody has called them', async () => {
    expect(await statements('create index ai on a (y);', 'create index ai on a (y); alter index p_y_idx rename to "odd; drop";')).toEqual(['alter index p_y_idx rename to "odd; drop"']);
    expect(await statements('create index pi on p (y); create index ai on a (y);', 'create index pi on p (y); create index ai on a (x);')).toEqual(['drop index ai', 'create index ai on a using btree (x)', 'alone: create index concurrently pi on p using btree (y)']);
  });
});
