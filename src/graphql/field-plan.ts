import { error } from '../source/diagnostic.js';
import type { Argument, FieldStatement } from '../statements/types.js';
import { callersLine } from './callers.js';
import { description } from './description.js';
import type { Draft } from './draft.js';
import { orderEnum } from './enum-types.js';
import { offersOrders } from './offers-orders.js';
import { inputRef } from './reference.js';
import { resultType } from './result-type.js';
import { oneOf } from './type-ref.js';
import type { ArgumentPlan, FieldPlan } from './types.js';

/** A field with a resolver behind it. Its directives come when all types are known. */
export function fieldPlan(draft: Draft, field: FieldStatement): FieldPlan {
  if (!/^[A-Za-z][_0-9A-Za-z]*$|^_(?!_)[_0-9A-Za-z]*$/.test(field.field)) {
    const message = `${field.parent}.${field.field} is no field name that GraphQL can say`;
    draft.diagnostics.push(error('PGC323', message, field.span, 'use letters, digits and _, and no two _ at the start'));
  }
  const callers = callersLine(draft.catalog, field);
  return {
    kind: 'field',
    name: field.field,
    type: resultType(draft, field),
    arguments: [...field.arguments, ...addedArguments(field)].map((argument) => argumentPlan(draft, field, argument)),
    description: [...description(field.description), ...(callers === null ? [] : [callers])],
    directives: [],
    resolver: field,
    codec: field.statement?.scalar === true ? (field.statement.columns[0]?.codec ?? null) : null,
  };
}

/** Where a statement is ordered, paged or of a named tenant, and does not list these arguments itself. */
function addedArguments(field: FieldStatement): readonly Argument[] {
  const { statement } = field;
  const add = (name: string, type: Argument['type'], wanted: boolean, nullable = true): readonly Argument[] => {
    if (!wanted || field.arguments.some((argument) => argument.name === name)) return [];
    return [{ name, type, nullable, default: null, max: null, description: null }];
  };
  const paged = statement?.page != null;
  return [
    ...add(field.tenantArgument ?? '', { kind: 'scalar', scalar: 'String' }, field.tenantArgument !== null, false),
    ...add('orderBy', { kind: 'named', name: orderName(field) }, offersOrders(field)),
    ...add('limit', { kind: 'scalar', scalar: 'Int' }, paged),
    ...add('nextToken', { kind: 'scalar', scalar: 'String' }, paged),
  ];
}

/** `SearchOrdersOrderBy`: where the statement names no enum for its orders. */
function orderName(field: FieldStatement): string {
  const place = field.parent === 'Query' || field.parent === 'Mutation' ? '' : field.parent;
  return `${place}${field.field.charAt(0).toUpperCase()}${field.field.slice(1)}OrderBy`;
}

function argumentPlan(draft: Draft, field: FieldStatement, argument: Argument): ArgumentPlan {
  const order = argument.name === 'orderBy' && offersOrders(field) && argument.type.kind === 'named';
  const type = order && argument.type.kind === 'named'
    ? oneOf(orderEnum(draft, argument.type.name, field), !argument.nullable)
    : inputRef(draft, argument.type, !argument.nullable, field.span);
  return { name: argument.name, type, description: [...description(argument.description), ...bounds(field, argument)], argument };
}

/** AppSync passes no defaults on, so they are said here and applied in the Lambda. */
function bounds(field: FieldStatement, argument: Argument): readonly string[] {
  const page = argument.name === 'limit' ? (field.statement?.page ?? null) : null;
  const standard = argument.default ?? page?.size ?? null;
  const max = argument.max ?? page?.max ?? null;
  const words = [...(standard === null ? [] : [`${JSON.stringify(standard)} where absent`]), ...(max === null ? [] : [`at most ${max}`])];
  const text = words.join(', ');
  return text === '' ? [] : [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`];
}
