import type { Nullability } from '../types.js';
import { builtinName, UNKNOWN_COLUMN, worst } from './context.js';
import { cteColumns } from './ctes.js';
import { expressionType } from './expression-type.js';
import { boolOf, intOf, isNode, itemsOf, listOf, nodeOf, nodesOf, type PgNode } from './node.js';
import { originOf } from './origins.js';
import { relationColumn, wholeRow } from './relations.js';
import { entryOf, sourceScope } from './scope.js';
import { ROW_SOURCES } from './total-functions.js';
import type { ColumnFact, Context, Scope } from './types.js';

type Source = (scope: Scope, entry: PgNode, rtindex: number, attno: number, ctx: Context) => ColumnFact;

/** RTEKind of the server: relation, subquery, join, function, tablefunc, values, cte, ..., group (18). */
const SOURCES: ReadonlyMap<number, Source> = new Map([
  [0, (scope, entry, _rtindex, attno, ctx) => relationColumn(intOf(entry, 'relid'), attno, scope.level.mode, ctx)],
  [1, (scope, _entry, rtindex, attno, ctx) => numbered(subqueryColumns(scope, rtindex, ctx), attno)],
  [2, (scope, entry, _rtindex, attno, ctx) => expression(scope, listOf(entry, 'joinaliasvars')[attno - 1], ctx)],
  [3, (scope, entry, _rtindex, attno, ctx) => functionColumn(scope, entry, attno, ctx)],
  [5, (scope, entry, _rtindex, attno, ctx) => valuesColumn(scope, entry, attno, ctx)],
  [6, (scope, entry, _rtindex, attno, ctx) => numbered(cteColumns(scope, entry, ctx) ?? [], attno)],
  [9, (scope, entry, _rtindex, attno, ctx) => expression(scope, listOf(entry, 'groupexprs')[attno - 1], ctx)],
]);

/** A column of an entry in FROM, before any outer join; attno 0 is the whole row. `unknown` for what is not there. */
export function sourceColumn(scope: Scope, rtindex: number, attno: number, ctx: Context): ColumnFact {
  const entry = entryOf(scope, rtindex);
  if (entry === null) return UNKNOWN_COLUMN;
  if (attno === 0) return { ...UNKNOWN_COLUMN, nullability: wholeRow(intOf(entry, 'rtekind')) };
  return SOURCES.get(intOf(entry, 'rtekind'))?.(scope, entry, rtindex, attno, ctx) ?? UNKNOWN_COLUMN;
}

/** A column of the relation that a statement writes. */
export function writtenColumn(scope: Scope, rtindex: number, attno: number, ctx: Context): ColumnFact {
  const entry = entryOf(scope, rtindex);
  const relation = entry === null ? 0 : intOf(entry, 'relid');
  const answersItself = ctx.rewritten.has(relation) || ctx.relations.get(relation)?.triggers.some((trigger) => /\bINSTEAD OF\b/.test(trigger.definition)) === true;
  const column = attno === 0 ? sourceColumn(scope, rtindex, attno, ctx) : relationColumn(relation, attno, 'written', ctx);
  return answersItself ? { ...column, nullability: 'unknown' } : column;
}

/** Columns of a subquery in FROM, remembered. */
export function subqueryColumns(scope: Scope, rtindex: number, ctx: Context): readonly ColumnFact[] {
  const known = scope.level.columns.get(rtindex);
  if (known !== undefined) return known;
  const entry = entryOf(scope, rtindex);
  const query = entry === null ? null : nodeOf(entry, 'subquery');
  const columns = query === null ? [] : ctx.columns(query, sourceScope(scope), scope.level.mode);
  scope.level.columns.set(rtindex, columns);
  return columns;
}

function numbered(columns: readonly ColumnFact[], attno: number): ColumnFact {
  return columns[attno - 1] ?? UNKNOWN_COLUMN;
}

function expression(scope: Scope, item: unknown, ctx: Context): ColumnFact {
  const node = item as Parameters<typeof isNode>[0];
  if (!isNode(node)) return UNKNOWN_COLUMN;
  return { nullability: ctx.nullability(node, scope), ...originOf(node, scope, ctx) };
}

/** WITH ORDINALITY counts in the last column. Several functions in ROWS FROM fill each other up with nulls. */
function functionColumn(scope: Scope, entry: PgNode, attno: number, ctx: Context): ColumnFact {
  const functions = nodesOf(entry, 'functions');
  const width = functions.reduce((sum, item) => sum + intOf(item, 'funccolcount'), 0);
  if (boolOf(entry, 'funcordinality') && attno === width + 1) return { ...UNKNOWN_COLUMN, nullability: 'no' };
  const [only] = functions;
  if (only === undefined || functions.length > 1) return UNKNOWN_COLUMN;
  return { ...UNKNOWN_COLUMN, nullability: functionResult(scope, nodeOf(only, 'funcexpr'), width, attno, ctx) };
}

function functionResult(scope: Scope, call: PgNode | null, width: number, attno: number, ctx: Context): Nullability {
  if (call === null) return 'unknown';
  if (!boolOf(call, 'funcretset')) return width === 1 && !isComposite(call, ctx) ? ctx.nullability(call, sourceScope(scope)) : 'unknown';
  return ROW_SOURCES[builtinName(ctx, intOf(call, 'funcid')) ?? '']?.[attno - 1] === true ? 'no' : 'unknown';
}

const RECORD = 2249;

/** A composite's one column can be null where the composite is not. */
function isComposite(call: PgNode, ctx: Context): boolean {
  const { type } = expressionType(call, ctx);
  return type === RECORD || ctx.types[type]?.kind === 'composite';
}

function valuesColumn(scope: Scope, entry: PgNode, attno: number, ctx: Context): ColumnFact {
  const cells = listOf(entry, 'values_lists').map((row) => itemsOf(row)[attno - 1]);
  const plain = sourceScope(scope);
  return { ...UNKNOWN_COLUMN, nullability: worst(cells.map((cell) => (isNode(cell) ? ctx.nullability(cell, plain) : 'unknown'))) };
}
