import { getNamedType, isInterfaceType, isObjectType, isUnionType, Kind, print, type FieldNode, type GraphQLNamedType, type SelectionSetNode } from 'graphql';
import { isIncluded } from './collect-fields.js';
import type { RequestState } from './request.js';

type Reader = Pick<RequestState, 'api' | 'fragments' | 'variables'>;

/**
 * `ctx.info.selectionSetList`: paths with slashes, by alias, fragments flattened. Of an interface the fields that it has
 * itself, of a union nothing.
 */
export function selectionSetList(state: Reader, type: GraphQLNamedType, nodes: readonly FieldNode[]): readonly string[] {
  const found = new Set<string>();
  for (const { selectionSet } of nodes) if (selectionSet !== undefined) add(state, type, selectionSet, '', found);
  return [...found];
}

function add(state: Reader, type: GraphQLNamedType, { selections }: SelectionSetNode, prefix: string, found: Set<string>): void {
  if (isUnionType(type)) return;
  for (const node of selections) {
    if (!isIncluded(state, node)) continue;
    if (node.kind === Kind.FIELD) {
      const path = `${prefix}${node.alias?.value ?? node.name.value}`;
      found.add(path);
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      if (node.selectionSet !== undefined && field !== undefined) add(state, getNamedType(field.type), node.selectionSet, `${path}/`, found);
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? state.fragments[node.name.value] : node;
    const condition = fragment?.typeCondition?.name.value ?? type.name;
    if (fragment !== undefined && (condition === type.name || isObjectType(type))) add(state, type, fragment.selectionSet, prefix, found);
  }
}

/** `ctx.info.selectionSetGraphQL`: the text, named fragments by their names only. Empty for a field without selections. */
export function selectionSetGraphQL(nodes: readonly FieldNode[]): string {
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return selections.length === 0 ? '' : print({ kind: Kind.SELECTION_SET, selections });
}
