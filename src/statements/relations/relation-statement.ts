import { castText } from '../codec/type-text.js';
import type { Order } from '../crud/choose-orders.js';
import { comparedText, operatorsOf, operatorText } from '../crud/operators.js';
import { orderText } from '../crud/keyset.js';
import { readerGroups, toVariants, unionOf, mayColumn, policyAdmits, type Variation } from '../crud/readers.js';
import { estimateRowBytes, resultColumns, usesOf } from '../crud/result-columns.js';
import type { SoftDelete } from '../crud/soft-delete.js';
import { commaList, resultList } from '../crud/sql-text.js';
import type { TableColumn } from '../crud/table-model.js';
import type { Argument, Parameter, Piece, ResultColumn, Statement } from '../types.js';
import type { RelationField } from './relation-link.js';

export interface RelationPlan {
  readonly relation: RelationField;
  /** Orders of the children; the first is the default. Empty where they have none. */
  readonly orders: readonly Order[];
  /** Does the field have an argument for the order? */
  readonly choice: boolean;
  readonly soft: SoftDelete | null;
  readonly limit: { readonly size: number; readonly max: number };
}

/** The hidden column that says which parent of the batch a row belongs to, from 1. */
export const parentLabel = '~parent';

/** Its label in statements.json, by which the runtime knows it from the row's own columns: longer where one of them has it. */
export function parentLabelBeside(labels: readonly string[]): string {
  return labels.includes(parentLabel) ? `${labels.reduce((a, b) => (b.length > a.length ? b : a))}~` : parentLabel;
}

export function parentColumn(): ResultColumn {
  return {
    name: parentLabel, label: parentLabel, typeOid: 20, typeText: 'bigint', value: { kind: 'scalar', scalar: 'Int' }, codec: { kind: 'int' },
    nullability: 'no', origin: null, description: null, hidden: true,
  };
}

/** `:parent_customerId`: the keys of all parents of the batch, as one array a column. */
export function parentParameters(relation: Pick<RelationField, 'from' | 'fromColumns'>): readonly Parameter[] {
  return relation.fromColumns.map(({ field, column, value }) => ({
    name: `parent_${field}`, path: ['parent', field], type: `${castText(relation.from.context.catalog, column.type)}[]`,
    codec: { kind: 'list', element: value.codec }, nullable: true, default: null, max: null, part: null,
  }));
}

/** `unnest((:parent_id::uuid[])) with ordinality as parent(k1, "~parent")` */
export function unnestParents(parameters: readonly Parameter[]): string {
  const arrays = parameters.map(({ name, type }) => `(:${name}::${type})`).join(', ');
  return `unnest(${arrays}) with ordinality as parent(${parameters.map((_, index) => `k${index + 1}`).join(', ')}, "${parentLabel}")`;
}

/** `t.customer_id = parent.k1` */
export function joinParents(columns: readonly TableColumn[], relation: Pick<RelationField, 'to'>): string {
  const { catalog } = relation.to.context;
  return columns.map(({ sql, column }, index) => {
    const has = operatorsOf(catalog, column.type);
    return `${comparedText(has, `t.${sql}`)} ${operatorText(has, '=')} ${comparedText(has, `parent.k${index + 1}`)}`;
  }).join(' and ');
}

/** The batched statement behind a relation's field. */
export function relationStatement(plan: RelationPlan): Omit<Statement, 'kind' | 'name' | 'origin' | 'scalar' | 'page' | 'permissions'> {
  const { relation, orders, soft } = plan;
  const { to, kind } = relation;
  const { context } = to;
  const needed = [...relation.toColumns, ...(soft === null ? [] : [soft.column])];
  const groups = readerGroups(to, needed, (role) => policyAdmits(context.settings, to.relation, role, 'select'));
  const parents = parentParameters(relation);
  const limit: Parameter = { name: 'limit', path: ['limit'], type: 'bigint', codec: { kind: 'int' }, nullable: false, default: plan.limit.size, max: plan.limit.max, part: null };
  const columns = [parentColumn(), ...resultColumns(to, unionOf(to, groups))];
  return {
    operation: 'read',
    variants: toVariants(groups, (shown) => (kind === 'one' ? oneVariant(plan, parents, shown) : manyVariant(plan, parents, shown))),
    parameters: kind === 'one' ? parents : [...parents, limit],
    columns,
    rows: kind === 'one' ? 'optional' : 'many',
    orders: kind === 'many' && plan.choice ? orders.map(({ name }) => ({ name, cursor: [] })) : [],
    batch: { keys: relation.fromColumns.map(({ field }) => field) },
    estimatedRowBytes: estimateRowBytes(columns),
    uses: usesOf(to.relation, unionOf(to, groups).map(({ column }) => column.name)),
  };
}

function oneVariant({ relation, soft }: RelationPlan, parents: readonly Parameter[], columns: readonly TableColumn[]): Variation {
  const join = [joinParents(relation.toColumns, relation), ...(soft === null ? [] : [soft.alive])].join(' and ');
  const sql = `select ${commaList([`parent."${parentLabel}"`, resultList('t', columns)])}\nfrom ${unnestParents(parents)}\n` +
    `join ${relation.to.from} as t on ${join}\norder by parent."${parentLabel}"`;
  return { sql: [sql], parts: [], before: [parentLabelBeside(columns.map(({ column }) => column.name))] };
}

/** Order keys travel to the outer select, where a sort by parent alone would mix them up. */
function manyVariant({ relation, soft, orders, choice }: RelationPlan, parents: readonly Parameter[], columns: readonly TableColumn[]): Variation {
  const where = [joinParents(relation.toColumns, relation), ...(soft === null ? [] : [soft.alive])].join('\n    and ');
  const inner = commaList(columns.map(({ sql }) => `t.${sql}`)).replaceAll('\n', '\n  ');
  const order = (head: string, alias: string): readonly Piece[] => {
    const texts = orders.map((one) => [one.name, orderText(head, alias, one, columns)] as const);
    return choice ? [{ kind: 'order', orders: Object.fromEntries(texts) }] : texts.slice(0, 1).map(([, text]) => text);
  };
  return {
    sql: [
      `select ${commaList([`parent."${parentLabel}"`, resultList('q', columns)])}\nfrom ${unnestParents(parents)}\ncross join lateral (\n  select ${inner}\n  from ${relation.to.from} as t\n  where ${where}`,
      ...order('\n  order by ', 't'),
      `\n  limit (:limit::bigint)\n) as q\norder by parent."${parentLabel}"`,
      ...order(', ', 'q'),
    ],
    parts: [],
    before: [parentLabelBeside(columns.map(({ column }) => column.name))],
  };
}

/** Arguments of a list of children; there is nothing to choose from one order. */
export function relationArguments({ relation, orders, choice, limit }: RelationPlan): readonly Argument[] {
  if (relation.kind === 'one') return [];
  const order: Argument = { name: 'orderBy', type: { kind: 'named', name: `${relation.to.names.type}OrderBy` }, nullable: true, default: null, max: null, description: null };
  const most: Argument = { name: 'limit', type: { kind: 'scalar', scalar: 'Int' }, nullable: true, default: limit.size, max: limit.max, description: null };
  return [...(choice && orders.length > 1 ? [order] : []), most];
}

/** True where some role may follow the relation at all. */
export function isReadable({ to, toColumns }: RelationField): boolean {
  const { catalog, settings } = to.context;
  return catalog.roles.some((role) => toColumns.every((column) => mayColumn(role, 'select', column)) && policyAdmits(settings, to.relation, role, 'select'));
}

