import { getNamedType, isListType, isNonNullType, isObjectType, type FieldNode, type GraphQLObjectType, type GraphQLOutputType } from 'graphql';
import { collectFields } from '../execution/collect-fields.js';
import type { RequestState } from '../execution/request.js';
import { isRecord } from '../is-record.js';

/**
 * The value that a mutation's field gave its caller, by the fields' own names instead of aliases: what subscribers can get.
 * An alias hides the others of its field: the last one counts.
 */
export function byFieldName(state: RequestState, type: GraphQLOutputType, nodes: readonly FieldNode[], value: unknown): unknown {
  if (isNonNullType(type)) return byFieldName(state, type.ofType, nodes, value);
  if (isListType(type)) return Array.isArray(value) ? value.map((one) => byFieldName(state, type.ofType, nodes, one)) : value;
  const named = getNamedType(type);
  if (!isRecord(value) || !isObjectType(named)) return value;
  return objectOf(state, named, nodes, value);
}

function objectOf(state: RequestState, type: GraphQLObjectType, nodes: readonly FieldNode[], value: Readonly<Record<string, unknown>>): unknown {
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const entries = [...collectFields(state, type, selections)].flatMap(([key, found]): [string, unknown][] => {
    const name = found[0]?.name.value ?? '';
    const field = type.getFields()[name];
    return field === undefined ? [] : [[name, byFieldName(state, field.type, found, value[key])]];
  });
  return Object.fromEntries(entries);
}
