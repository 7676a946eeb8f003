import type { Catalog } from '../../catalog/types.js';
import { identifier } from '../codec.js';
import { castText } from '../codec/type-text.js';
import type { OrderOption, Piece } from '../types.js';
import type { Order, OrderKey } from './choose-orders.js';
import { comparedText, operatorText } from './operators.js';
import type { TableColumn, TableModel } from './table-model.js';

/** Pieces that order a list and continue it behind a cursor, and the hidden columns that make the cursor. */
export interface Keyset {
  /** `, t.created_at::text as "~1"`: one for each column that any order uses. */
  readonly items: readonly string[];
  readonly labels: readonly string[];
  readonly after: Piece;
  readonly order: Piece;
  readonly options: readonly OrderOption[];
}

const parameter = (index: number): string => `after_${index + 1}`;

/** Columns of all orders, each once; their places number the cursor columns. */
function cursorColumns(orders: readonly Order[]): readonly TableColumn[] {
  return [...new Set(orders.flatMap(({ keys }) => keys.map(({ column }) => column)))];
}

/**
 * `orders` must not be empty. For roles that cannot read every column of an order, the order goes by the others: each
 * order can be asked for by everybody, and tells nothing of what is hidden.
 */
export function keyset(model: TableModel, orders: readonly Order[], shown: readonly TableColumn[]): Keyset {
  const columns = cursorColumns(orders);
  const labels = columns.map((_, index) => `${model.cursorPrefix}${index + 1}`);
  const options = orders.map(({ name, keys }): OrderOption => ({
    name,
    cursor: keys.map(({ column }, index) => ({
      label: labels[columns.indexOf(column)] ?? '', parameter: parameter(index), type: castText(model.context.catalog, column.column.type),
    })),
  }));
  const text = (write: (order: Order) => string): Readonly<Record<string, string>> => Object.fromEntries(orders.map((order) => [order.name, write(order)]));
  const seen = columns.flatMap((column, index) => (shown.includes(column) ? [{ column, label: labels[index] ?? '' }] : []));
  return {
    items: seen.map(({ column, label }) => `t.${column.sql}::text as ${identifier(label)}`),
    labels: seen.map(({ label }) => label),
    after: { kind: 'after', orders: text((order) => `\n  and ${behind(model.context.catalog, order.keys, shown)}`) },
    order: { kind: 'order', orders: text((order) => orderText('\norder by ', 't', order, shown)) },
    options,
  };
}

/** `order by t.created_at desc, t.id desc`, of the columns shown; nothing where there are none of them. */
export function orderText(head: string, alias: string, { keys }: Order, shown: readonly TableColumn[]): string {
  const items = keys.filter(({ column }) => shown.includes(column)).map(({ column, descending }) => `${alias}.${column.sql}${descending ? ' desc' : ''}`);
  return items.length === 0 ? '' : `${head}${items.join(', ')}`;
}

interface Step extends OrderKey {
  readonly left: string;
  readonly right: string;
}

/** Rows behind the cursor `:after_1, ...`; PostgreSQL puts nulls last when ascending and first when descending. */
function behind(catalog: Catalog, keys: readonly OrderKey[], shown: readonly TableColumn[]): string {
  const all = keys.map((key, index): Step => ({
    ...key,
    left: comparedText(key.has, `t.${key.column.sql}`),
    right: comparedText(key.has, `(:${parameter(index)}::${castText(catalog, key.column.column.type)})`),
  }));
  const steps = all.filter(({ column }) => shown.includes(column));
  const simple = steps.every(({ column, has }) => column.column.notNull && has.schema === null);
  if (!simple) return expanded(steps);
  const sign = steps[0]?.descending === true ? '<' : '>';
  const side = (parts: readonly string[]): string => (parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`);
  return `${side(steps.map(({ left }) => left))} ${sign} ${side(steps.map(({ right }) => right))}`;
}

/** `(a > x or (a = x and (b > y or ...)))`, with the cases of null written out. */
function expanded([first, ...rest]: readonly Step[]): string {
  if (first === undefined) return 'false';
  const here = strictlyBehind(first);
  return rest.length === 0 ? `(${here})` : `(${here} or (${sameAs(first)} and ${expanded(rest)}))`;
}

function strictlyBehind({ left, right, column, has, descending }: Step): string {
  const compared = `${left} ${operatorText(has, descending ? '<' : '>')} ${right}`;
  if (column.column.notNull) return compared;
  return descending ? `${compared} or (${left} is not null and ${right} is null)` : `${compared} or (${left} is null and ${right} is not null)`;
}

function sameAs({ left, right, column, has }: Step): string {
  const equal = `${left} ${operatorText(has, '=')} ${right}`;
  return column.column.notNull ? equal : `(${equal} or (${left} is null and ${right} is null))`;
}
