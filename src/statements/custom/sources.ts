import type { Column, Oid, Relation } from '../../catalog/types.js';
import type { ParameterUse, ResolverSql } from '../../parse/types.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic } from '../../source/types.js';
import type { ResultColumn } from '../types.js';
import type { CustomContext } from './context.js';

/** An earlier step of a transaction that has a name. */
export interface NamedStep {
  readonly name: string;
  readonly columns: readonly ResultColumn[];
  /** Certainly exactly one row, or the user says so. */
  readonly single: boolean;
}

/** Where a dotted parameter comes from. */
export type Source =
  | { readonly kind: 'parent'; readonly relation: Relation; readonly column: Column; readonly field: string }
  | { readonly kind: 'step'; readonly step: NamedStep; readonly column: ResultColumn };

export interface Surroundings {
  /** The table whose type the field belongs to; null for Query and Mutation. */
  readonly parent: Relation | null;
  readonly steps: readonly NamedStep[];
}

/** The column that `:parent.id` or `:order.id` means; it may be called as in SQL or as in GraphQL. */
export function findSource(context: CustomContext, around: Surroundings, sql: ResolverSql, use: ParameterUse): Source | Diagnostic {
  const span = spanIn(sql, use.start, use.end);
  if (use.of === 'parent') {
    if (around.parent === null) return error('PGC212', 'there is no parent here', span, 'only a field of a table\'s type has one: Customer.latestOrders');
    return parentColumn(context, around.parent, use, span);
  }
  const step = around.steps.find(({ name }) => name === use.of);
  if (step === undefined) {
    const near = closest(use.of ?? '', ['parent', ...around.steps.map(({ name }) => name)]);
    return error('PGC213', `there is no earlier step called ${use.of ?? ''}`, span, near === null ? 'a step has a name where it is written as - name: SQL' : `did you mean :${near}.${use.name}?`);
  }
  return stepColumn(step, use, span);
}

function parentColumn(context: CustomContext, relation: Relation, use: ParameterUse, span: Diagnostic['span']): Source | Diagnostic {
  const names = context.names.relations[relation.oid]?.columns ?? {};
  const column = relation.columns.find(({ name }) => name === use.name) ?? relation.columns.find(({ name }) => names[name] === use.name);
  const field = column === undefined ? undefined : names[column.name];
  if (column === undefined || field === undefined) {
    const near = closest(use.name, Object.keys(names));
    return error('PGC212', `${relation.name} has no column ${use.name} in the API`, span, near === null ? `it has ${Object.keys(names).join(', ')}` : `did you mean :parent.${near}?`);
  }
  const kind = context.catalog.types[column.type]?.kind;
  if (kind === 'array' || kind === 'composite') return error('PGC212', `:parent.${use.name} is ${column.typeText}, which cannot be sent for many parents at once`, span, 'read it in the statement: join the table by its key');
  return { kind: 'parent', relation, column, field };
}

function stepColumn(step: NamedStep, use: ParameterUse, span: Diagnostic['span']): Source | Diagnostic {
  const column = step.columns.find(({ label }) => label === use.name) ?? step.columns.find(({ name }) => name === use.name);
  if (column === undefined) {
    const near = closest(use.name, step.columns.map(({ label }) => label));
    const hint = near === null ? `step ${step.name} returns ${step.columns.map(({ label }) => label).join(', ') || 'nothing: add returning *'}` : `did you mean :${step.name}.${near}?`;
    return error('PGC213', `step ${step.name} returns no column ${use.name}`, span, hint);
  }
  if (!step.single) return error('PGC213', `step ${step.name} may give no row, or several`, span, 'say rows: 1 at the step; the transaction then fails unless there is exactly one');
  return { kind: 'step', step, column };
}

export function sourceType(source: Source): Oid {
  return source.kind === 'parent' ? source.column.type : source.column.typeOid;
}

/** Whether null can come from there. */
export function sourceNullable(source: Source): boolean {
  return source.kind === 'parent' ? !source.column.notNull : source.column.nullability !== 'no';
}
