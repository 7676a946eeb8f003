import type { FilterOperator } from '../../config/types.js';
import type { Value } from '../codec.js';
import type { Codec, InputType, Parameter, ValueType } from '../types.js';
import { comparedText, operatorText, type TypeOperators } from './operators.js';
import type { TableColumn, TableModel } from './table-model.js';
import { castText } from '../codec/type-text.js';

/** One column's part of a filter. */
export interface Condition {
  readonly column: TableColumn;
  readonly has: TypeOperators;
  readonly operators: readonly FilterOperator[];
}

/** One optional line of a WHERE: `filter.status.eq`. */
export interface ConditionPart {
  readonly column: TableColumn;
  readonly part: string;
  readonly sql: string;
  readonly parameter: Parameter;
}

const symbols = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=', like: '~~', ilike: '~~*', contains: '@>' } as const;
const words = { '~~': 'like', '~~*': 'ilike' } as const;

export function conditionParts(model: TableModel, conditions: readonly Condition[]): readonly ConditionPart[] {
  return conditions.flatMap((condition) => condition.operators.map((operator) => conditionPart(model, condition, operator)));
}

function conditionPart(model: TableModel, { column, has }: Condition, operator: FilterOperator): ConditionPart {
  const name = `filter_${column.field}_${operator}`;
  const { sql, type, codec } = comparison(model, column, has, operator, `:${name}`);
  const part = `filter.${column.field}.${operator}`;
  const parameter = { name, path: ['filter', column.field, operator], type, codec, nullable: false, default: null, max: null, part };
  return { column, part, sql, parameter };
}

interface Comparison {
  readonly sql: string;
  readonly type: string;
  readonly codec: Codec;
}

function comparison(model: TableModel, { sql, value, column }: TableColumn, has: TypeOperators, operator: FilterOperator, placeholder: string): Comparison {
  const type = has.as ?? castText(model.context.catalog, column.type);
  const left = `t.${sql}`;
  if (operator === 'isNull') return { sql: `(${left} is null) = (${placeholder}::boolean)`, type: 'boolean', codec: { kind: 'boolean' } };
  if (operator === 'in') {
    return { sql: `${comparedText(has, left)} ${operatorText(has, '=')} any ((${placeholder}::${type}[]))`, type: `${type}[]`, codec: { kind: 'list', element: value.codec } };
  }
  if (operator === 'contains' && has.contains === 'part') {
    return { sql: `strpos(${left}::text, (${placeholder}::text)) > 0`, type: 'text', codec: { kind: 'text' } };
  }
  const symbol = symbols[operator];
  const text = has.schema === null && (symbol === '~~' || symbol === '~~*') ? words[symbol] : operatorText(has, symbol);
  const pattern = operator === 'like' || operator === 'ilike';
  const right = pattern && has.schema === null ? `(${placeholder}::text)` : value.parameterCast(placeholder);
  return { sql: `${comparedText(has, left)} ${text} ${comparedText(has, right)}`, type: pattern && has.schema === null ? 'text' : type, codec: pattern ? { kind: 'text' } : value.codec };
}

/** Short name of a value's type for the names of conditions: `ID`, `DateTime`, `OrderStatus`, `StringList`. */
function valueName(model: TableModel, value: ValueType): string {
  if (value.kind === 'scalar') return value.scalar.replace(/^AWS/, '');
  if (value.kind === 'list') return `${valueName(model, value.element)}List`;
  if (value.kind === 'enum' || value.kind === 'composite') return model.context.names.types[value.type]?.type ?? 'String';
  return value.name;
}

const standard: readonly FilterOperator[] = ['eq', 'in'];

/** `IDCondition { eq in }`; with other operators their names are in the type's: `DateTimeConditionGeLt`. */
export function conditionInput(model: TableModel, { column, operators }: Condition): InputType {
  const usual = operators.length === standard.length && standard.every((one) => operators.includes(one));
  const suffix = usual ? '' : operators.map((one) => one.charAt(0).toUpperCase() + one.slice(1)).join('');
  const fields = operators.map((name) => ({ name, type: operandType(column.value, name), nullable: true, description: null }));
  return { name: `${valueName(model, column.value.value)}Condition${suffix}`, fields, description: null };
}

function operandType({ value }: Value, operator: FilterOperator): ValueType {
  if (operator === 'isNull') return { kind: 'scalar', scalar: 'Boolean' };
  if (operator === 'in') return { kind: 'list', element: value, elementNullable: false };
  if (operator === 'like' || operator === 'ilike') return { kind: 'scalar', scalar: 'String' };
  if (operator === 'contains' && value.kind === 'scalar') return value.scalar === 'AWSJSON' ? value : { kind: 'scalar', scalar: 'String' };
  return value;
}
