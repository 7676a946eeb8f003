import type { PageLimits, ResolverSpec, ResultOverride } from '../../config/types.js';
import { error, hasErrors } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { operatorsOf } from '../crud/operators.js';
import { estimateRowBytes } from '../crud/result-columns.js';
import { keyOf } from '../describe/occurrence.js';
import { cursorColumn } from '../page/cursor-column.js';
import { pageMistakes } from '../page/page-limits.js';
import { planOrdering, type OrderingPlan } from '../page/plan-ordering.js';
import { uniqueKey } from '../page/unique-key.js';
import { parentColumn } from '../relations/relation-statement.js';
import type { ResultColumn, Rows, Statement } from '../types.js';
import { assemble } from './assemble.js';
import { batchOf, parentLabelBeside } from './batch.js';
import type { CustomContext } from './context.js';
import { typedParameters, type TypedParameter } from './parameters.js';
import type { ResolvedArgument } from './resolve-arguments.js';
import { typedColumns, type TypedColumn } from './result-columns.js';
import { wholeStatement } from './server-diagnostic.js';
import { statementForm } from './statement-form.js';
import { freeName, statementPieces } from './statement-pieces.js';
import type { TypedSql } from './type-sql.js';

export interface BuildInput {
  readonly name: string;
  readonly origin: Statement['origin'];
  readonly typed: TypedSql;
  readonly arguments: ReadonlyMap<string, ResolvedArgument>;
  readonly overrides: readonly ResultOverride[];
  readonly rows: 'one' | 'many' | null;
  /** Orders and pages; null for steps and checks. */
  readonly paging: { readonly spec: ResolverSpec; readonly page: PageLimits | null } | null;
}

export interface BuiltStatement {
  readonly statement: Statement;
  readonly parameters: readonly TypedParameter[];
  /** The result's own columns, without those of cursors and batches. */
  readonly columns: readonly ResultColumn[];
}

/** Makes a typed piece of SQL the statement that the runtime will send; null where errors leave it without a text. */
export function buildStatement(context: CustomContext, input: BuildInput): Staged<BuiltStatement | null> {
  const { typed } = input;
  const span = wholeStatement(typed.sql);
  const columns = typedColumns(context, typed.sql, typed.analysis.columns, input.overrides);
  const parameters = typedParameters(context, typed, input.arguments);
  const rows = rowsOf(input, typed.analysis.rows);
  const diagnostics: Diagnostic[] = [...columns.diagnostics, ...parameters.diagnostics, ...rows.diagnostics];
  const ordering = hasErrors(diagnostics) ? null : orderingOf(context, input, columns.value, diagnostics);
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const built = statementOf(context, input, { columns: columns.value, parameters: parameters.value, ordering, rows: rows.value });
  if (built === null) diagnostics.push(error('PGC126', 'an optional part reaches out of the WITH clause', span, 'let the part end before the main statement begins'));
  return { value: built, diagnostics };
}

function rowsOf({ rows, typed }: BuildInput, found: Rows): Staged<Rows> {
  if (rows === null) return { value: found, diagnostics: [] };
  if (found === 'none') return { value: found, diagnostics: [error('PGC257', 'the statement returns no rows', wholeStatement(typed.sql), 'say returning ..., or leave rows out')] };
  return { value: rows, diagnostics: [] };
}

/** What `orderBy` and `page` ask for. */
function orderingOf(context: CustomContext, input: BuildInput, columns: readonly TypedColumn[], diagnostics: Diagnostic[]): OrderingPlan | null {
  const { paging, typed } = input;
  if (paging === null || (paging.page === null && paging.spec.orderBy === null)) return null;
  const span = wholeStatement(typed.sql);
  const paged = paging.page !== null;
  const names = typed.sql.parameters.filter(({ of }) => of === null).map(({ name }) => name);
  const mistakes = paged ? pageMistakes(paging.spec, typed.analysis, statementForm(context.grammar, typed.sql), names, span) : [];
  diagnostics.push(...mistakes);
  if (mistakes.length > 0) return null;
  const ordered = (type: number): boolean => operatorsOf(context.catalog, type).ordered;
  const key = paged ? uniqueKey({ catalog: context.catalog, views: context.views, trees: typed.trees, columns: typed.analysis.columns, ordered: ({ type }) => ordered(type) }) : null;
  if (paged && key === null) {
    diagnostics.push(error('PGC241', 'no columns of the result are known to tell its rows apart, so pages could lose rows', span, 'select the primary key of each table that multiplies the rows, or say page: false'));
    return null;
  }
  const plan = planOrdering(context, { columns: columns.map(({ column }) => column), orderBy: paging.spec.orderBy ?? [], key, paged, alias: freeName(typed, 'q') });
  diagnostics.push(...plan.diagnostics);
  return plan.value;
}

interface Parts {
  readonly columns: readonly TypedColumn[];
  readonly parameters: readonly TypedParameter[];
  readonly ordering: OrderingPlan | null;
  readonly rows: Rows;
}

function statementOf(context: CustomContext, input: BuildInput, { columns, parameters, ordering, rows }: Parts): BuiltStatement | null {
  const { typed } = input;
  const batch = batchOf(context, typed, parameters, statementForm(context.grammar, typed.sql).ordered);
  const sqlOf = new Map(parameters.map(({ key, sql }) => [key, batch?.columns.get(key) ?? sql]));
  const pieces = statementPieces(typed, (use) => {
    const sql = sqlOf.get(keyOf(use)) ?? '';
    return typed.occurrences.find((one) => one.use === use)?.wrap?.(placeholderOf(parameters, keyOf(use))) ?? sql;
  });
  if (pieces === null) return null;
  const write = typed.analysis.command !== 'select';
  const sql = assemble({ pieces, columns, write, alias: freeName(typed, 'q'), ordering: ordering?.ordering ?? null, batch: batch?.text ?? null });
  const hidden = [...(batch === null ? [] : [parentColumn()]), ...(ordering?.labels ?? []).map(cursorColumn)];
  const shown = columns.map(({ column }) => column);
  const all = [...hidden.slice(0, batch === null ? 0 : 1), ...shown, ...hidden.slice(batch === null ? 0 : 1)];
  const parts = [...new Set(typed.sql.parts.map(({ name }) => name))];
  const labels = shown.map(({ label }) => label);
  const statement: Statement = {
    kind: 'statement', name: input.name, origin: input.origin, operation: typed.analysis.readOnly ? 'read' : 'write',
    variants: [{ roles: null, sql, labels: [...(batch === null ? [] : [parentLabelBeside(labels)]), ...labels, ...(ordering?.labels ?? [])], parts }],
    parameters: batch?.parameters ?? parameters.map(({ parameter }) => parameter),
    columns: all, rows, scalar: false, page: input.paging?.page ?? null, orders: ordering?.options ?? [],
    batch: batch === null ? null : { keys: batch.keys }, estimatedRowBytes: estimateRowBytes(all), uses: usesOf(context, typed), permissions: [],
  };
  return { statement, parameters, columns: shown };
}

function placeholderOf(parameters: readonly TypedParameter[], key: string): string {
  return `:${parameters.find((one) => one.key === key)?.parameter.name ?? ''}`;
}

/** `{tenant}.orders.id`, sorted as the analysis has them. */
function usesOf(context: CustomContext, { analysis }: TypedSql): readonly string[] {
  return analysis.uses.map((use) => {
    const schema = use.schema === context.catalog.templateSchema ? '{tenant}' : use.schema;
    return `${schema}.${use.name}${use.kind === 'column' ? `.${use.column}` : ''}`;
  });
}
