import type { Column, Relation } from '../../catalog/types.js';
import type { ResultOverride } from '../../config/types.js';
import type { ResolverSql } from '../../parse/types.js';
import { camelCase } from '../../names/casing.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Span, Staged } from '../../source/types.js';
import type { AnalysedColumn, Origin } from '../analyse/types.js';
import { isAddress, valueOf, type Value } from '../codec.js';
import { overrideScalar, possibleScalars } from '../codec/scalar-override.js';
import { typeText } from '../codec/type-text.js';
import { isKeyColumn, valueOfColumn } from '../codec/value-of-column.js';
import type { Nullability, ResultColumn } from '../types.js';
import { columnPlaces } from './column-places.js';
import type { CustomContext } from './context.js';
import { wholeStatement } from './server-diagnostic.js';

/** A column of a result, and the cast that brings it out; `cast` is null where none is needed. */
export interface TypedColumn {
  readonly column: ResultColumn;
  readonly cast: Value['resultCast'];
}

/** What PostgreSQL calls a column without a name. */
const unnamed = '?column?';

/** The columns of a statement as the API will see them, with the user's `columns:` applied. */
export function typedColumns(context: CustomContext, sql: ResolverSql, columns: readonly AnalysedColumn[], overrides: readonly ResultOverride[]): Staged<readonly TypedColumn[]> {
  const diagnostics: Diagnostic[] = [];
  const places = columnPlaces(sql);
  const placeOf = (index: number): Span => (places?.length === columns.length ? places[index] : undefined) ?? wholeStatement(sql);
  const value = columns.map((column, index) => typedColumn(context, column, placeOf(index), diagnostics));
  const named = overrides.reduce<readonly TypedColumn[]>((all, override) => applyOverride(all, override, diagnostics), value);
  for (const [index, { column }] of named.entries()) {
    if (column.label === unnamed) continue; // said already
    const twin = named.slice(0, index).find((other) => other.column.label === column.label || (!column.hidden && !other.column.hidden && other.column.name === column.name));
    if (twin !== undefined) diagnostics.push(error('PGC231', `two columns of the result would be ${column.name}`, placeOf(index), `name one of them otherwise: ... as other_${twin.column.label}`));
  }
  return { value: named, diagnostics };
}

function typedColumn(context: CustomContext, analysed: AnalysedColumn, span: Span, diagnostics: Diagnostic[]): TypedColumn {
  if (analysed.name === unnamed) diagnostics.push(error('PGC230', 'a column of the result has no name', span, 'give it one: ... as total'));
  const origin = namedOrigin(context, analysed);
  const value = origin === null ? computedValue(context, analysed) : valueOfColumn(context, origin.relation, origin.column);
  if (!value.taken) diagnostics.push(error('PGC232', `column ${analysed.name} cannot be returned: ${value.reason ?? 'its type has no form in the API'}`, span, `cast it: ${analysed.name}::text as ${analysed.name}, or leave it out`));
  const names = origin === null ? undefined : context.names.relations[origin.relation.oid]?.columns;
  const own = origin !== null && origin.column.name === analysed.name;
  const field = own ? names?.[analysed.name] : camelCase(analysed.name);
  const column: ResultColumn = {
    name: field ?? `_${camelCase(analysed.name)}`, label: analysed.name, typeOid: analysed.type,
    typeText: origin?.column.typeText ?? typeText(context.catalog, analysed.type, analysed.typmod).replaceAll('{tenant}.', ''),
    value: value.value, codec: value.codec, nullability: analysed.nullability,
    origin: origin === null ? null : { relation: origin.relation.oid, column: origin.column.name },
    description: own ? (origin?.column.comment ?? null) : null,
    hidden: own && field === undefined && names !== undefined,
  };
  return { column, cast: value.resultCast };
}

interface Found {
  readonly relation: Relation;
  readonly column: Column;
}

/** The column of a table or view of the API that this is a copy of: the view's own, where one is read. */
function namedOrigin(context: CustomContext, { view, origin, type }: AnalysedColumn): Found | null {
  const found = [view, origin].map((one) => (one === null ? null : findColumn(context, one))).filter((one) => one !== null);
  return found.find((one) => one.column.type === type) ?? null;
}

function findColumn(context: CustomContext, { relation: oid, column: name }: Origin): Found | null {
  const relation = context.catalog.relations.find((one) => one.oid === oid);
  const column = relation?.columns.find((one) => one.name === name);
  return relation === undefined || column === undefined ? null : { relation, column };
}

function computedValue(context: CustomContext, { type, typmod, origin }: AnalysedColumn): Value {
  const found = origin === null ? null : findColumn(context, origin);
  const use = found === null ? 'computed' : isKeyColumn(found.relation, found.column.name) ? 'key' : 'column';
  return valueOf(context, type, typmod, use);
}

/** A wrong override is an error: it would be a lie in the schema. */
function applyOverride(columns: readonly TypedColumn[], override: ResultOverride, diagnostics: Diagnostic[]): readonly TypedColumn[] {
  const target = columns.find(({ column }) => column.label === override.column) ?? columns.find(({ column }) => column.name === override.column);
  if (target === undefined) {
    const near = closest(override.column, columns.map(({ column }) => column.label));
    diagnostics.push(error('PGC233', `the result has no column ${override.column}`, override.span, near === null ? `it has ${columns.map(({ column }) => column.label).join(', ')}` : `did you mean ${near}?`));
    return columns;
  }
  const nullability = overriddenNullability(target.column, override, diagnostics);
  const changed = overriddenScalar(target, override, diagnostics);
  return columns.map((one) => (one === target ? { ...changed, column: { ...changed.column, nullability } } : one));
}

function overriddenNullability({ label, nullability }: ResultColumn, { nullable, span }: ResultOverride, diagnostics: Diagnostic[]): Nullability {
  if (nullable === false && nullability === 'yes') {
    diagnostics.push(error('PGC234', `${label} can be null`, span, `make it so that it cannot: coalesce(${label}, ...), or leave the override out`));
  }
  if (nullable === null) return nullability;
  return nullable ? 'yes' : 'no';
}

function overriddenScalar(target: TypedColumn, { scalar, span }: ResultOverride, diagnostics: Diagnostic[]): TypedColumn {
  const { column } = target;
  if (scalar === null || (column.value.kind === 'scalar' && column.value.scalar === scalar)) return target;
  const address = isAddress(column.value);
  const found = column.value.kind === 'scalar' || column.value.kind === 'enum' ? overrideScalar(column.codec, scalar, address) : null;
  if (found === null) {
    const possible = column.value.kind === 'scalar' ? possibleScalars(column.codec, address) : [];
    diagnostics.push(error('PGC234', `${column.label} is ${column.typeText} and cannot be ${scalar}`, span, possible.length === 0 ? 'leave the override out' : `it can be ${possible.join(', ')}`));
    return target;
  }
  const to = found.resultCast;
  return { column: { ...column, value: { kind: 'scalar', scalar }, codec: found.codec }, cast: to === null ? target.cast : (expression) => `${expression}::${to}` };
}
