import type { Client } from 'pg';
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';
import { insertRow, type Inserted } from './insert-row.js';
import { readConstraints, type TableConstraints } from './read-constraints.js';
import { readThings } from './read-things.js';
import { firstChoice, insertSql, type ParentValues, type RowChoice, type RowMaker } from './sample-row.js';
import type { Tenant, Thing } from './types.js';

/** How rows of a tenant's tables are made. */
export interface SampleRows {
  /** SQL of one more row, giving none of the columns that `may` refuses; defaults are left to themselves. Null: unknown how. */
  more(table: string, n: number, may: (column: string) => boolean): string | null;
  /** Tables without a row, with the reason. */
  readonly without: ReadonlyMap<string, string>;
}

/** Rows that the owner puts into each table. */
const ownRows = 2;

interface Filling {
  readonly owner: Client;
  readonly tenant: Tenant;
  readonly constraints: ReadonlyMap<string, TableConstraints>;
  readonly makers: Map<string, { readonly maker: RowMaker; readonly choice: RowChoice }>;
  readonly without: Map<string, string>;
}

/**
 * Puts rows into a tenant's tables, parents first, as well as types, defaults and constraints let it know how. Text
 * columns say the tenant's marker.
 *
 * @param owner a session of the tenant's owner, under pg_catalog alone
 */
export async function fillTables(admin: Client, owner: Client, tenant: Tenant): Promise<SampleRows> {
  const things = (await readThings(admin, [tenant.name])).filter(({ kind }) => kind === 'table');
  const filling: Filling = { owner, tenant, constraints: await readConstraints(admin, tenant.name), makers: new Map(), without: new Map() };
  let waiting = things.filter(({ name }) => filling.constraints.get(name)?.isPartition === false);
  for (let before = -1; waiting.length !== before; ) {
    before = waiting.length;
    const failed: Thing[] = [];
    for (const thing of waiting) if (!(await fill(filling, thing))) failed.push(thing);
    waiting = failed;
  }
  return { without: filling.without, more: (table, n, may) => more(filling, table, n, may) };
}

async function fill(filling: Filling, thing: Thing): Promise<boolean> {
  const constraints = filling.constraints.get(thing.name);
  if (constraints === undefined) return false;
  const maker: RowMaker = { thing, constraints, marker: filling.tenant.marker, parents: await parentValues(filling.owner, thing, constraints) };
  let made: Inserted | null = null;
  for (let n = 1; n <= ownRows; n++) {
    const one: Inserted = await insertRow(filling.owner, maker, n);
    made = one.choice === null && made !== null ? made : one;
  }
  // What the owner may not do (a trigger's work, say), a member perhaps may.
  filling.makers.set(thing.name, { maker, choice: made?.choice ?? firstChoice(maker, false) });
  if (made !== null && made.choice !== null) return filling.without.delete(thing.name) || true;
  filling.without.set(thing.name, made?.reason ?? 'not tried');
  return false;
}

/** What columns with foreign keys may say: values of rows that are there. A key of several columns takes them of one row. */
async function parentValues(owner: Client, thing: Thing, { foreignKeys }: TableConstraints): Promise<ParentValues> {
  const values = new Map<string, readonly string[]>();
  for (const { columns, parent, parentColumns } of foreignKeys) {
    const list = parentColumns.map((name) => `${quoteIdentifier(name)}::text`).join(', ');
    const { rows } = await owner.query<(string | null)[]>({ text: `select ${list} from ${parent} limit 20`, rowMode: 'array' });
    for (const [i, name] of columns.entries()) {
      const type = thing.columns.find((column) => column.name === name)?.type ?? 'text';
      values.set(name, rows.map((row) => `${quoteLiteral(row[i] ?? '')}::${type}`));
    }
  }
  return values;
}

function more({ makers }: Filling, table: string, n: number, may: (column: string) => boolean): string | null {
  const known = makers.get(table);
  if (known === undefined) return null;
  const { maker, choice } = known;
  const defaults = new Set(maker.thing.columns.filter(({ hasDefault }) => hasDefault).map(({ name }) => name));
  const needed = firstChoice(maker, false).columns;
  const columns = new Set([...choice.columns].filter((name) => !defaults.has(name) && (needed.has(name) || may(name))));
  return insertSql(maker, { ...choice, columns }, n);
}
