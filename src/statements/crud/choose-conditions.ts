import type { CrudSpec, FilterOperator } from '../../config/types.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Span, Staged } from '../../source/types.js';
import { isKeyColumn } from '../codec/value-of-column.js';
import type { Condition } from './conditions.js';
import { filterOperators, operatorsOf } from './operators.js';
import type { TableColumn, TableModel } from './table-model.js';

/** A column that the spec names by its SQL or its GraphQL name. */
export function findColumn(model: TableModel, name: string): TableColumn | null {
  const shown = model.columns.filter(({ hidden }) => !hidden);
  return shown.find(({ column }) => column.name === name) ?? shown.find(({ field }) => field === name) ?? null;
}

/** An error for a name that is no column of the table in the API. */
export function unknownColumn(model: TableModel, name: string, span: Span): Diagnostic {
  const names = model.columns.filter(({ hidden }) => !hidden).map(({ column }) => column.name);
  const near = closest(name, names);
  return error('PGC281', `${model.relation.name} has no column ${name} in the API`, span, near === null ? `it has ${names.join(', ')}` : `did you mean ${near}?`);
}

/** The filter of a list: as the spec says, else `eq` and `in` on columns of keys and on enums. */
export function chooseConditions(model: TableModel, spec: CrudSpec | null): Staged<readonly Condition[]> {
  if (spec?.filter != null) return saidConditions(model, spec.filter);
  const usual = model.columns.filter(({ column, value, hidden }) => !hidden && (isKeyColumn(model.relation, column.name) || value.value.kind === 'enum'));
  const conditions = usual.flatMap((column) => {
    const has = operatorsOf(model.context.catalog, column.column.type);
    return has.equal && column.value.value.kind !== 'list' ? [{ column, has, operators: ['eq', 'in'] as const }] : [];
  });
  return { value: conditions, diagnostics: [] };
}

function saidConditions(model: TableModel, filters: NonNullable<CrudSpec['filter']>): Staged<readonly Condition[]> {
  const diagnostics: Diagnostic[] = [];
  const value = filters.flatMap(({ column: name, operators, span }): readonly Condition[] => {
    const column = findColumn(model, name);
    if (column === null) diagnostics.push(unknownColumn(model, name, span));
    if (column === null) return [];
    const has = operatorsOf(model.context.catalog, column.column.type);
    const possible = filterOperators(has, column.value.value.kind === 'list');
    const wrong = operators.filter((operator) => !possible.includes(operator));
    if (wrong.length > 0) diagnostics.push(cannotFilter(column, wrong, possible, span));
    const kept = possible.filter((operator) => operators.includes(operator));
    return kept.length > 0 ? [{ column, has, operators: kept }] : [];
  });
  return { value, diagnostics };
}

function cannotFilter({ column }: TableColumn, wrong: readonly FilterOperator[], possible: readonly FilterOperator[], span: Span): Diagnostic {
  return error('PGC282', `${column.name} is ${column.typeText} and cannot be filtered by ${wrong.join(', ')}`, span, `it can by ${possible.join(', ')}`);
}
