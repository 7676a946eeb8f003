import type { TypeExpression, TypeSpec } from '../../config/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Span } from '../../source/types.js';
import { valueOf } from '../codec.js';
import type { FieldStatement, ResultColumn, ValueType } from '../types.js';
import type { CustomContext } from './context.js';
import { misfit, sameValue } from './fits-relation.js';
import { findRelation, isDiagnostic, resolveSpecType } from './spec-type.js';

export type Result = FieldStatement['result'];

/** A type that the user names for the result, and whether the rows are one value of it. */
export interface SaidType {
  readonly result: Result;
  readonly scalar: boolean;
  /** Why the rows do not fit. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What `returns` means for these rows; null rows (a Lambda's) are not looked at. */
export async function saidType(context: CustomContext, expression: TypeExpression, columns: readonly ResultColumn[] | null): Promise<SaidType> {
  const type = await resolveSpecType(context, expression);
  if (isDiagnostic(type)) return { result: { kind: 'count' }, scalar: false, diagnostics: [type] };
  switch (type.kind) {
    case 'relation': return relationRows(context, type.relation.name, columns, expression.span);
    case 'type': return specRows(context, type.spec, columns, expression.span);
    case 'input': return { result: { kind: 'count' }, scalar: false, diagnostics: [error('PGC235', `${expression.name} is an input and cannot be returned`, expression.span, 'list it under types:')] };
    case 'pg': return valueResult(context, type.oid, expression, columns);
  }
}

/** Rows of a table or view, by one of its names. */
export function relationRows(context: CustomContext, written: string, columns: readonly ResultColumn[] | null, span: Span): SaidType {
  const relation = findRelation(context, written);
  if (relation === null) throw new Error(`statements: ${written} is no relation`);
  const names = context.names.relations[relation.oid];
  const wrong = names === undefined ? 'it has no type in the API' : columns === null ? null : misfit(context, relation, columns);
  const diagnostics = wrong === null ? [] : [error('PGC235', `the rows do not fit ${names?.type ?? written}: ${wrong}`, span, `select ${relation.name}.*, or name another type`)];
  return { result: { kind: 'relation', relation: relation.oid }, scalar: false, diagnostics };
}

/** Rows of a type under `types:`: a column for every field. */
export async function specRows(context: CustomContext, spec: TypeSpec, columns: readonly ResultColumn[] | null, span: Span): Promise<SaidType> {
  const diagnostics: Diagnostic[] = [];
  for (const { name, type } of columns === null ? [] : spec.fields) {
    const column = columns?.find((one) => one.name === name && !one.hidden);
    if (column === undefined) {
      diagnostics.push(error('PGC235', `the rows do not fit ${spec.name}: they have no column ${name}`, span, `select ... as "${name}"`));
      continue;
    }
    const found = await resolveSpecType(context, type);
    const oid = isDiagnostic(found) || found.kind !== 'pg' ? null : type.list ? found.arrayOid : found.oid;
    if (oid !== null) diagnostics.push(...fieldMisfit(context, `${spec.name}.${name}`, column, oid, type.required, span));
  }
  return { result: { kind: 'spec', name: spec.name }, scalar: false, diagnostics };
}

function fieldMisfit(context: CustomContext, field: string, column: ResultColumn, oid: number, required: boolean, span: Span): readonly Diagnostic[] {
  const wanted = (['column', 'computed', 'key'] as const).map((use) => valueOf(context, oid, -1, use).value);
  if (!wanted.some((value) => sameValue(loose(value), loose(column.value)))) {
    return [error('PGC235', `${field} is another type than ${column.label}, which is ${column.typeText}`, span, `cast ${column.label} in the statement, or change types:`)];
  }
  if (!required || column.nullability === 'no') return [];
  return [error('PGC235', `${field} is never null, but ${column.label} may be`, span, `write coalesce(${column.label}, ...), or the field's type without !`)];
}

/** Nulls in a list are not looked at: PostgreSQL says nothing of them. */
function loose(value: ValueType): ValueType {
  return value.kind === 'list' ? { ...value, elementNullable: true } : value;
}

/** One column that is the value itself. It must travel as the type said. */
function valueResult(context: CustomContext, oid: number, expression: TypeExpression, columns: readonly ResultColumn[] | null): SaidType {
  const shown = columns?.filter(({ hidden }) => !hidden) ?? null;
  const column = shown?.[0];
  const nullable = !(expression.list ? expression.elementRequired : expression.required);
  const said = valueOf(context, oid, -1, columns === null ? 'column' : 'computed').value;
  const value: ValueType = column?.value ?? (expression.list ? { kind: 'list', element: said, elementNullable: !expression.elementRequired } : said);
  const result: Result = { kind: 'value', value, nullable: columns === null ? !expression.required : nullable };
  const wrong = shown === null ? null : valueMisfit(context, oid, expression, shown);
  return { result, scalar: true, diagnostics: wrong === null ? [] : [error('PGC235', wrong.message, expression.span, wrong.hint)] };
}

function valueMisfit(context: CustomContext, oid: number, expression: TypeExpression, shown: readonly ResultColumn[]): { readonly message: string; readonly hint: string } | null {
  const [column, second] = shown;
  if (column === undefined) return { message: 'the statement returns no value', hint: 'say returning ..., or leave returns out: the number of rows is returned then' };
  if (second !== undefined) return { message: `the statement returns ${shown.length} columns, not one value`, hint: 'select one column, or describe the row under types:' };
  const wanted = (['column', 'computed', 'key'] as const).map((use) => valueOf(context, oid, -1, use).value);
  const element = context.catalog.types[column.typeOid]?.element ?? null;
  const same = column.typeOid === oid || (expression.list && element === oid) || wanted.some((value) => sameValue(loose(value), loose(column.value)));
  const nullable = !(expression.list ? expression.elementRequired : expression.required);
  if (!same) return { message: `the statement returns ${column.typeText}, not ${expression.name}`, hint: `cast it in the statement to ${expression.name}, or write returns: ${column.typeText}` };
  if (!nullable && column.nullability !== 'no') return { message: `${column.label} may be null`, hint: `write ${expression.name} without !, or coalesce(...)` };
  return null;
}
