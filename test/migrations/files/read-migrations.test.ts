import { describe, expect, it } from 'vitest';
import { chain, complaints, complaintsOf, read } from './support.js';

const note = `-- pgcog migration 0002_add_order_note
-- after 0001_init
-- why: support asked for it
-- hazard deletes-data: column customers.old
-- hazard alone: index orders_note

alter table orders add column note text;

-- pgcog step alone
create index concurrently orders_note on orders (note);

-- pgcog step batched orders by id
update orders set region = 'eu' where region is null;

-- pgcog step shared
create table shared.plans (id int primary key);
`;
const init = chain({ '0001_init': 'create table orders (id int primary key, region text);' });

describe('a migration file', () => {
  it('is read with its header, steps and their kinds', () => {
    const [, file] = read([...init, { path: 'migrations/0002_add_order_note.sql', text: note }]);
    expect(file).toMatchObject({
      path: 'migrations/0002_add_order_note.sql', number: 2, name: 'add_order_note', id: '0002_add_order_note', after: '0001_init', template: null,
      hazards: [{ kind: 'deletes-data', object: 'column customers.old' }, { kind: 'alone', object: 'index orders_note' }],
    });
    expect(file?.steps.map(({ number, kind, home, batch, sql }) => [number, kind, home, batch, sql.text])).toEqual([
      [1, 'transaction', 'tenant', null, 'alter table orders add column note text'],
      [2, 'alone', 'tenant', null, 'create index concurrently orders_note on orders (note)'],
      [3, 'batched', 'tenant', { table: 'orders', key: ['id'] }, "update orders set region = 'eu' where region is null"],
      [4, 'transaction', 'shared', null, 'create table shared.plans (id int primary key)'],
    ]);
    for (const { sql, span } of file?.steps ?? []) expect(note.slice(span.start, span.end)).toBe(sql.text);
  });

  it('holds directives for all statements behind them, whatever stands in bodies', () => {
    const body = `-- pgcog step shared alone\nselect 1; select 2;\n-- pgcog step transaction\ncreate function f() returns text language sql as $$\n-- pgcog step alone\nselect '-- pgcog step nonsense' $$;
-- pgcog step batched "Orders x" by "Id", region_2\nupdate "Orders x" set a = 1;`;
    const [file] = read(chain({ '0001_init': body }));
    expect(file?.steps.map(({ kind, home }) => `${kind} ${home}`)).toEqual(['alone shared', 'alone shared', 'transaction tenant', 'batched tenant']);
    expect(file?.steps[3]?.batch).toEqual({ table: 'Orders x', key: ['Id', 'region_2'] });
  });

  it('has a checksum that comments, blanks and capitals do not change, and all else does', () => {
    const sum = (body: string): string => read(chain({ '0001_init': body }))[0]?.checksum ?? '';
    const same = ["alter table orders add column note text default 'A';", "/* why */ ALTER  Table Orders\n  add column note TEXT -- what\n default 'A'", "-- pgcog step transaction\nalter table orders add column note text default 'A';"];
    expect(new Set(same.map(sum)).size).toBe(1);
    const other = ["alter table orders add column note text default 'a';", "alter table \"Orders\" add column note text default 'A';", "-- pgcog step alone\nalter table orders add column note text default 'A';",
      "-- pgcog step shared\nalter table orders add column note text default 'A';", "alter table orders add column note text default 'A'; select 1"];
    expect(new Set([...same, ...other].map(sum)).size).toBe(other.length + 1);
  });
});

describe('the header', () => {
  const file = (text: string, path = 'migrations/0001_init.sql') => complaints([{ path, text }]);
  it.each([
    ['0001-init.sql', 'PGC700', ''], ['1_init.sql', 'PGC700', ''], ['0001_Init.sql', 'PGC700', ''],
  ])('refuses the name %s', (name, code) => {
    expect(file('-- pgcog migration 0001_init\nselect 1', `migrations/${name}`)).toEqual([expect.stringContaining(code)]);
  });

  it('must be there, and name its file', () => {
    expect(file('select 1')).toEqual(['1:1 error PGC701: migrations/0001_init.sql does not begin with its header []']);
    expect(file('\n-- pgcog migration 0002_init\nselect 1')).toEqual(['2:1 error PGC702: the header names 0002_init, the file 0001_init [-- pgcog migration 0002_init]']);
  });

  it('names hazards by their kinds, and one predecessor', () => {
    expect(file('-- pgcog migration 0001_init\n-- hazard delete-data: column a\n-- hazard locks:\n-- after 0000_a\n-- after 0000_b\nselect 1')).toEqual([
      '2:1 error PGC703: this line names no hazard [-- hazard delete-data: column a]',
      '3:1 error PGC703: this line names no hazard [-- hazard locks:]',
      '4:1 error PGC712: there is no migration 0000_a [-- after 0000_a]',
      '5:1 error PGC703: a migration has one predecessor [-- after 0000_b]',
    ]);
  });

  it('must be followed by something', () => {
    expect(file('-- pgcog migration 0001_init\n')).toEqual(['1:1 error PGC711: migrations/0001_init.sql holds no statement [-- pgcog migration 0001_init]']);
  });
});

describe('a directive', () => {
  it.each(['-- pgcog step', '-- pgcog step alne', '-- pgcog stp alone', '--pgcog step alone', '-- pgcog step batched orders', '-- pgcog step alone shared', '-- pgcog step batched a.b.c by id'])('%s is not understood', (line) => {
    expect(complaintsOf(`${line}\nselect 1`)).toEqual([`3:1 error PGC704: this directive is not understood [${line}]`]);
  });

  it('stands between statements', () => {
    expect(complaintsOf('create table a (\n-- pgcog step alone\nid int)')).toEqual(['4:1 error PGC705: a directive stands between statements [-- pgcog step alone]']);
  });

  it('of a batch names a table of its home', () => {
    expect(complaintsOf('-- pgcog step batched shared.a by id\nupdate a set b = 1')).toEqual(['3:1 error PGC704: shared.a is not for a step of this home [-- pgcog step batched shared.a by id]']);
    expect(complaintsOf('-- pgcog step shared batched shared.a by id\nupdate shared.a set b = 1')).toEqual(['4:1 error PGC707: what is there once is not run in batches [update]']);
  });
});

describe('the chain', () => {
  const one = (id: string, after: string | null) => ({ path: `migrations/${id}.sql`, text: `-- pgcog migration ${id}\n${after === null ? '' : `-- after ${after}\n`}select 1;` });

  it('is one line, whatever gaps its numbers have and in whatever order files come', () => {
    expect(read([one('0030_c', '0004_b'), one('0001_a', null), one('0004_b', '0001_a')]).map(({ id }) => id)).toEqual(['0001_a', '0004_b', '0030_c']);
  });

  it.each<readonly [string, readonly (readonly [string, string | null])[], string]>([
    ['two heads', [['0001_a', null], ['0002_b', '0001_a'], ['0002_c', '0001_a']], '2:1 error PGC714: two heads: migrations/0002_b.sql and migrations/0002_c.sql are followed by none, and only one can be the last [-- after 0001_a]'],
    ['a fork further back', [['0001_a', null], ['0002_b', '0001_a'], ['0003_c', '0002_b'], ['0004_d', '0001_a']], '2:1 error PGC714: two heads: migrations/0003_c.sql and migrations/0004_d.sql are followed by none, and only one can be the last [-- after 0001_a]'],
    ['a missing one', [['0001_a', null], ['0003_c', '0002_b']], '2:1 error PGC712: there is no migration 0002_b [-- after 0002_b]'],
    ['a number twice', [['0001_a', null], ['0002_b', '0001_a'], ['0002_c', '0002_b']], '1:1 error PGC713: 0002_c and 0002_b have one number [-- pgcog migration 0002_c]'],
    ['a circle', [['0001_a', null], ['0002_b', '0003_c'], ['0003_c', '0002_b']], '2:1 error PGC715: 0002_b comes after itself: 0002_b, 0003_c follow each other in a circle [-- after 0003_c]'],
    ['one behind itself', [['0001_a', '0001_a']], '2:1 error PGC715: 0001_a comes after itself: 0001_a follow each other in a circle [-- after 0001_a]'],
    ['two first ones', [['0001_a', null], ['0002_b', null]], '1:1 error PGC716: 0002_b does not say what it comes after [-- pgcog migration 0002_b]'],
    ['a number too low', [['0005_a', null], ['0002_b', '0005_a']], '2:1 error PGC717: 0002_b comes after 0005_a, which has a higher number [-- after 0005_a]'],
  ])('has no %s', (_, ids, said) => {
    expect(complaints(ids.map(([id, after]) => one(id, after)))).toEqual([said]);
  });

  it('is not judged where a file cannot be told from others', () => {
    expect(complaints([one('0001_a', null), { path: 'migrations/0002_b.sql', text: 'select 1' }, one('0003_c', '0002_b')]).map((said) => said.slice(0, 20))).toEqual(['1:1 error PGC701: mi']);
  });
});
