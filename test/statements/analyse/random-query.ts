import { fc } from '../../support/property.js';

/** What fast-check's `gen()` gives a property: a value of an arbitrary on demand. */
export type Pick = Parameters<Parameters<ReturnType<typeof fc.gen>['map']>[0]>[0];

type Type = 'int' | 'text' | 'bool';

interface Visible {
  readonly sql: string;
  readonly type: Type;
}

export interface RandomQuery {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: Type }[];
}

const TABLES: Readonly<Record<string, Readonly<Record<string, Type>>>> = {
  customers: { id: 'int', name: 'text', vip: 'bool', referred_by: 'int' },
  orders: { id: 'int', customer_id: 'int', note: 'text', code: 'text' },
  order_lines: { order_id: 'int', line: 'int', product_id: 'int', qty: 'int' },
  categories: { id: 'int', parent_id: 'int', title: 'text' },
  empty_table: { id: 'int', name: 'text', note: 'text' },
  customer_orders: { id: 'int', customer: 'int', name: 'text', shown: 'text' },
  paid_orders: { id: 'int', note: 'text', code: 'text' },
  customer_totals: { customer_id: 'int' },
  base_items: { id: 'int', label: 'text' },
};

/** Composes SELECT statements over the fixtures' schema that PostgreSQL accepts, with every kind of join, grouping and subquery. */
export class QueryMaker {
  #names = 0;
  #ctes: { readonly name: string; readonly columns: RandomQuery['columns'] }[] = [];

  constructor(private readonly pick: Pick) {}

  /** A whole statement, with WITH queries in front now and then. */
  statement(): RandomQuery {
    const parts: string[] = [];
    for (let count = this.#number(3) - 1; count > 0; count--) {
      const query = this.#query([], 1, 2);
      const name = this.#name('w');
      parts.push(`${name} as (${query.sql})`);
      this.#ctes = [...this.#ctes, { name, columns: query.columns }];
    }
    if (this.#chance(8)) parts.push(this.#recursive());
    const main = this.#query([], 2, 1 + this.#number(3));
    return { ...main, sql: parts.length === 0 ? main.sql : `with recursive ${parts.join(', ')} ${main.sql}` };
  }

  #recursive(): string {
    const name = this.#name('r');
    const step: readonly Visible[] = [{ sql: `${name}.n`, type: 'int' }, { sql: `${name}.a`, type: 'text' }, { sql: `${name}.b`, type: 'text' }];
    const sql = `${name}(n, a, b) as (select 1, ${this.#expression('text', [], 0)}, ${this.#expression('text', [], 0)} union all
      select ${name}.n + 1, ${this.#expression('text', step, 1)}, ${this.#expression('text', step, 1)} from ${name} where ${name}.n < 3)`;
    this.#ctes = [...this.#ctes, { name, columns: [{ name: 'n', type: 'int' }, { name: 'a', type: 'text' }, { name: 'b', type: 'text' }] }];
    return sql;
  }

  #query(outer: readonly Visible[], depth: number, width: number, types?: readonly Type[]): RandomQuery {
    const wanted = types ?? Array.from({ length: width }, () => this.#oneOf<Type>(['int', 'text', 'text', 'bool']));
    if (depth > 0 && this.#chance(6)) return this.#operation(outer, depth, wanted);
    const { from, visible } = this.#from(outer, depth);
    const where = this.#chance(2) ? ` where ${this.#filter([...visible, ...outer], visible, depth)}` : '';
    const style = this.#oneOf(['plain', 'plain', 'plain', 'grouped', 'sets', 'whole', 'window', 'distinct']);
    const grouped = style === 'grouped' || style === 'sets' ? this.#groups(visible, depth, style, where, from, wanted) : null;
    if (grouped !== null) return grouped;
    const whole = style === 'whole';
    const columns = this.#columns(wanted, (type) => (whole ? this.#aggregate(type, visible, depth) : style === 'window' && this.#chance(2) ? this.#window(type, visible, outer) : this.#expression(type, [...visible, ...outer], depth)));
    const limit = this.#chance(8) ? ` limit ${this.#number(2)}` : '';
    return this.#named(`select ${style === 'distinct' ? 'distinct ' : ''}${columns.list} from ${from}${where}${limit}`, columns.columns);
  }

  #named(sql: string, columns: RandomQuery['columns']): RandomQuery {
    return { sql, columns };
  }

  #columns(types: readonly Type[], make: (type: Type) => string): { readonly list: string; readonly columns: RandomQuery['columns'] } {
    const columns = types.map((type) => ({ name: this.#name('c'), type }));
    return { list: columns.map(({ name, type }) => `${make(type)} as ${name}`).join(', '), columns };
  }

  #groups(visible: readonly Visible[], depth: number, style: string, where: string, from: string, wanted: readonly Type[]): RandomQuery {
    const keys = Array.from({ length: this.#number(3) }, () => (this.#chance(3) ? this.#complexKey(visible) : this.#oneOf(visible)));
    const list = [...new Set(keys.map(({ sql }) => sql))];
    const sets = style === 'sets' ? this.#oneOf([`rollup (${list.join(', ')})`, `cube (${list.join(', ')})`, `grouping sets ((${list.join(', ')}), (${list[0]}))`, `${list[0]}, rollup (${list.join(', ')})`]) : list.join(', ');
    const columns = this.#columns(wanted, (type) => (this.#chance(2) ? this.#aggregate(type, visible, depth) : this.#expression(type, keys, 1, true)));
    const having = this.#chance(4) ? ` having ${this.#chance(2) ? `${this.#oneOf(keys).sql} is not null` : 'count(*) > 0'}` : '';
    return { sql: `select ${columns.list} from ${from}${where} group by ${sets}${having}`, columns: columns.columns };
  }

  #complexKey(visible: readonly Visible[]): Visible {
    const { sql, type } = this.#oneOf(visible);
    return { sql: type === 'text' ? this.#oneOf([`upper(${sql})`, `coalesce(${sql}, '-')`]) : type === 'int' ? this.#oneOf([`(${sql} + 1)`, `coalesce(${sql}, 0)`]) : sql, type };
  }

  #operation(outer: readonly Visible[], depth: number, types: readonly Type[]): RandomQuery {
    const [left, right] = [this.#query(outer, depth - 1, types.length, types), this.#query(outer, depth - 1, types.length, types)];
    const word = this.#oneOf(['union', 'union all', 'intersect', 'except', 'except all', 'intersect all']);
    return { sql: `(${left.sql}) ${word} (${right.sql})`, columns: left.columns };
  }

  #from(outer: readonly Visible[], depth: number): { readonly from: string; readonly visible: readonly Visible[] } {
    let { sql, visible } = this.#source([], outer, depth);
    for (let count = this.#number(3) - 1; count > 0; count--) {
      const next = this.#joined(sql, visible, outer, depth);
      [sql, visible] = [next.sql, next.visible];
    }
    return { from: sql, visible };
  }

  #joined(left: string, visible: readonly Visible[], outer: readonly Visible[], depth: number): { readonly sql: string; readonly visible: readonly Visible[] } {
    const kind = this.#oneOf(['join', 'left join', 'left join', 'right join', 'full join', 'cross join', 'lateral', 'left lateral', 'nested']);
    const lateral = kind.endsWith('lateral');
    const right = kind === 'nested' ? this.#group(outer, depth) : this.#source(lateral ? visible : [], outer, depth, lateral);
    const both = [...visible, ...right.visible];
    if (kind === 'cross join' || kind === 'lateral') return { sql: `${left} cross join ${right.sql}`, visible: both };
    if (kind === 'full join') return { sql: `${left} full join ${right.sql} on ${this.#equality(visible, right.visible)}`, visible: both };
    const word = kind === 'nested' ? this.#oneOf(['left join', 'right join', 'join']) : kind === 'left lateral' ? 'left join' : kind;
    const on = this.#chance(3) ? this.#equality(visible, right.visible) : this.#filter([...both, ...outer], both, 0);
    return { sql: `${left} ${word} ${right.sql} on ${on}`, visible: both };
  }

  /** Two sources joined in parentheses. */
  #group(outer: readonly Visible[], depth: number): { readonly sql: string; readonly visible: readonly Visible[] } {
    const first = this.#source([], outer, depth);
    const joined = this.#joined(first.sql, first.visible, outer, 0);
    return { sql: `(${joined.sql})`, visible: joined.visible };
  }

  #equality(left: readonly Visible[], right: readonly Visible[]): string {
    const ints = (side: readonly Visible[]): readonly Visible[] => side.filter(({ type }) => type === 'int');
    const [a, b] = [ints(left), ints(right)];
    return a.length === 0 || b.length === 0 ? 'true' : `${this.#oneOf(a).sql} = ${this.#oneOf(b).sql}`;
  }

  #source(beside: readonly Visible[], outer: readonly Visible[], depth: number, lateral = false): { readonly sql: string; readonly visible: readonly Visible[] } {
    const name = this.#name('s');
    const kind = lateral ? 'query' : this.#oneOf(['table', 'table', 'table', 'query', 'values', 'series', 'cte', 'using']);
    if (kind === 'query' && (depth > 0 || lateral)) {
      const query = this.#query([...beside, ...outer], Math.max(depth - 1, 0), 1 + this.#number(2));
      return { sql: `${lateral ? 'lateral ' : ''}(${query.sql}) as ${name}`, visible: query.columns.map((column) => ({ sql: `${name}.${column.name}`, type: column.type })) };
    }
    if (kind === 'values') return { sql: `(values (1, 'x'), (${this.#oneOf(['2', 'null'])}, ${this.#oneOf([`'y'`, 'null'])})) as ${name}(a, b)`, visible: [{ sql: `${name}.a`, type: 'int' }, { sql: `${name}.b`, type: 'text' }] };
    if (kind === 'series') return { sql: `generate_series(1, 2) as ${name}`, visible: [{ sql: name, type: 'int' }] };
    if (kind === 'using') return this.#merged(name);
    const cte = kind === 'cte' && this.#ctes.length > 0 ? this.#oneOf(this.#ctes) : null;
    if (cte !== null) return { sql: `${cte.name} as ${name}`, visible: cte.columns.map((column) => ({ sql: `${name}.${column.name}`, type: column.type })) };
    const table = this.#oneOf(Object.keys(TABLES));
    return { sql: `${table} as ${name}`, visible: Object.entries(TABLES[table] ?? {}).map(([column, type]) => ({ sql: `${name}.${column}`, type })) };
  }

  /** `a full join b using (id)` under one alias: merged columns. */
  #merged(name: string): { readonly sql: string; readonly visible: readonly Visible[] } {
    const [left, right] = [this.#oneOf(['id', 'referred_by']), this.#oneOf(['id', 'customer_id'])];
    const join = this.#oneOf(['join', 'left join', 'right join', 'full join']);
    const sql = `((select ${left} as k, name as l from customers) as ${name}l ${join} (select ${right} as k, code as r from orders) as ${name}r using (k)) as ${name}`;
    return { sql, visible: [{ sql: `${name}.k`, type: 'int' }, { sql: `${name}.l`, type: 'text' }, { sql: `${name}.r`, type: 'text' }] };
  }

  #filter(all: readonly Visible[], own: readonly Visible[], depth: number): string {
    const { sql, type } = this.#oneOf(own.length === 0 ? all : own);
    const proofs: Readonly<Record<Type, readonly string[]>> = {
      int: [`${sql} = 10`, `${sql} = 1`, `${sql} is not null`, `${sql} > 0`, `${sql} in (1, 10, 20)`, `${sql} = any('{1,2,10,null}')`, `${sql} is null`, `${sql} not in (10, 99)`, `${sql} = all('{}'::int[])`],
      text: [`${sql} <> ''`, `${sql} like '%n%'`, `${sql} is not null`, `${sql} is distinct from 'x'`, `upper(${sql}) = 'X'`, `strict_one(${sql}) is not null`],
      bool: [sql, `not ${sql}`, `${sql} is true`, `${sql} is not false`, `${sql} is not unknown`, `${sql} is unknown`],
    };
    const first = this.#oneOf(proofs[type]);
    if (!this.#chance(2)) return first;
    const second = this.#chance(2) ? this.#filter(all, own, depth) : this.#expression('bool', all, Math.min(depth, 1));
    return this.#oneOf([`(${first} and ${second})`, `(${first} and ${second})`, `(${first} or ${second})`, `not (${first} or ${second})`, `not (${first} and ${second})`]);
  }

  #aggregate(type: Type, visible: readonly Visible[], depth: number): string {
    const inner = (wanted: Type): string => this.#expression(wanted, visible, Math.min(depth, 1));
    const filter = this.#chance(5) ? ` filter (where ${this.#expression('bool', visible, 0)})` : '';
    if (type === 'int') return this.#oneOf([`count(*)${filter}::int`, `count(${inner('text')})${filter}::int`, `sum(${inner('int')})${filter}::int`, `max(${inner('int')})${filter}`, `coalesce(min(${inner('int')})${filter}, 0)`]);
    if (type === 'bool') return this.#oneOf([`bool_or(${inner('bool')})${filter}`, `every(${inner('bool')})`]);
    return this.#oneOf([`max(${inner('text')})${filter}`, `string_agg(${inner('text')}, ${this.#oneOf([`','`, 'null'])})${filter}`, `array_agg(${inner('int')})${filter}::text`, `jsonb_agg(${inner('text')})${filter}::text`]);
  }

  #window(type: Type, visible: readonly Visible[], outer: readonly Visible[]): string {
    const inner = (wanted: Type): string => this.#expression(wanted, [...visible, ...outer], 0);
    const frame = this.#oneOf(['', '', ' rows between 1 preceding and 1 following', ' rows between 2 preceding and 1 preceding', ' rows between current row and unbounded following exclude current row', ' groups between 1 preceding and 0 following exclude ties']);
    const over = `over (partition by ${inner('text')} order by ${inner('int')}${frame})`;
    if (type === 'int') return this.#oneOf([`(row_number() ${over})::int`, `(sum(${inner('int')}) ${over})::int`, `lag(${inner('int')}) ${over}`, `lead(${inner('int')}, 1, ${inner('int')}) ${over}`, `(count(${inner('text')}) ${over})::int`]);
    if (type === 'text') return this.#oneOf([`first_value(${inner('text')}) ${over}`, `last_value(${inner('text')}) ${over}`, `nth_value(${inner('text')}, 2) ${over}`, `max(${inner('text')}) ${over}`]);
    return `(bool_and(${inner('bool')}) ${over})`;
  }

  #expression(type: Type, visible: readonly Visible[], depth: number, grouped = false): string {
    const own = visible.filter((one) => one.type === type);
    if (own.length > 0 && (depth <= 0 || this.#chance(2))) return this.#oneOf(own).sql;
    const inner = (wanted: Type): string => this.#expression(wanted, visible, depth - 1, grouped);
    if (depth <= 0) return this.#oneOf({ int: ['1', 'null::int', '10'], text: [`'x'::text`, 'null::text', `''::text`], bool: ['true', 'null::bool'] }[type]);
    const query = (types: readonly Type[]): string => this.#query(grouped ? [] : visible, depth - 1, types.length, types).sql;
    return this.#oneOf<() => string>({
      int: [() => `(${inner('int')} + ${inner('int')})`, () => `coalesce(${inner('int')}, ${inner('int')})`, () => `length(${inner('text')})`, () => `nullif(${inner('int')}, 1)`, () => `greatest(${inner('int')}, ${inner('int')})`,
        () => this.#choice('int', visible, inner), () => `(select max(q.x) from (${query(['int'])}) as q(x))`, () => `(select count(*)::int from (${query(['text'])}) as q)`, () => `cardinality(array(${query(['int'])}))`],
      text: [() => `(${inner('text')} || ${inner('text')})`, () => `coalesce(${inner('text')}, ${inner('text')})`, () => `concat(${inner('text')}, ${inner('int')})`, () => `${inner('int')}::text`, () => `upper(${inner('text')})`,
        () => `substring(${inner('text')} from 'z')`, () => this.#choice('text', visible, inner), () => `loose(${inner('text')})`, () => `(select min(q.x) from (${query(['text'])}) as q(x))`, () => `to_jsonb(${inner('bool')})::text`],
      bool: [() => `(${inner('int')} > ${inner('int')})`, () => `(${inner('text')} is null)`, () => `(${inner('bool')} and ${inner('bool')})`, () => `(not ${inner('bool')})`, () => `(${inner('int')} in (1, ${inner('int')}))`,
        () => `(${inner('bool')} is not true)`, () => `exists (${query(['int'])})`, () => `(${inner('int')} in (${query(['int'])}))`, () => `(${inner('text')} is distinct from ${inner('text')})`, () => `((${inner('int')}, ${inner('text')}) < (${inner('int')}, 'x'))`,
        () => `(${inner('int')} > all (${query(['int'])}))`],
    }[type])();
  }

  #choice(type: Type, visible: readonly Visible[], inner: (type: Type) => string): string {
    const tested = visible.length === 0 ? null : this.#oneOf(visible);
    if (tested === null || tested.type !== type || this.#chance(3)) return `case when ${inner('bool')} then ${inner(type)} else ${inner(type)} end`;
    return this.#oneOf([
      `case when ${tested.sql} is null then ${inner(type)} else ${tested.sql} end`, `case when ${tested.sql} is not null then ${tested.sql} else ${inner(type)} end`,
      `case when ${inner('bool')} then ${inner(type)} when ${tested.sql} is null or ${inner('bool')} then ${inner(type)} else ${tested.sql} end`,
    ]);
  }

  #name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  /** From 1 to `max`. */
  #number(max: number): number {
    return this.pick(fc.integer, { min: 1, max });
  }

  /** Once in `times`. */
  #chance(times: number): boolean {
    return this.#number(times) === 1;
  }

  #oneOf<T>(choices: readonly T[]): T {
    const found = choices[this.#number(choices.length) - 1];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }
}
