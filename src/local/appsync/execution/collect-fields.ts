import { getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective, isAbstractType, Kind, type FieldNode, type GraphQLObjectType, type InlineFragmentNode, type FragmentDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { RequestState } from './request.js';

/** Fields of an object by the key of their answer, as the document has them in order; equal keys are one field. */
export type Fields = ReadonlyMap<string, readonly FieldNode[]>;

type Reader = Pick<RequestState, 'api' | 'fragments' | 'variables'>;

/** The fields that the selections ask of an object of a type, fragments followed (GraphQL specification, 6.3.2). */
export function collectFields(state: Reader, type: GraphQLObjectType, selections: readonly SelectionSetNode[]): Fields {
  const found = new Map<string, FieldNode[]>();
  for (const selection of selections) collect(state, type, selection, found, new Set());
  return found;
}

function collect(state: Reader, type: GraphQLObjectType, { selections }: SelectionSetNode, found: Map<string, FieldNode[]>, seen: Set<string>): void {
  for (const node of selections) {
    if (!isIncluded(state, node)) continue;
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      found.set(key, [...(found.get(key) ?? []), node]);
      continue;
    }
    if (node.kind === Kind.FRAGMENT_SPREAD && seen.has(node.name.value)) continue;
    if (node.kind === Kind.FRAGMENT_SPREAD) seen.add(node.name.value);
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? state.fragments[node.name.value] : node;
    if (fragment !== undefined && applies(state, type, fragment)) collect(state, type, fragment.selectionSet, found, seen);
  }
}

/** `@skip` and `@include`. */
export function isIncluded({ variables }: Reader, node: SelectionNode): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

function applies({ api }: Reader, type: GraphQLObjectType, { typeCondition }: InlineFragmentNode | FragmentDefinitionNode): boolean {
  if (typeCondition === undefined || typeCondition.name.value === type.name) return true;
  const condition = api.schema.getType(typeCondition.name.value);
  return condition !== undefined && isAbstractType(condition) && api.schema.isSubType(condition, type);
}
