import { executeSync, Kind, type FieldNode } from 'graphql';
import type { RequestState } from './request.js';

export function isIntrospection(name: string): boolean {
  return name === '__schema' || name === '__type';
}

/** `__schema` and `__type`, answered by graphql-js from the schema as it was written. */
export function introspect({ api, operation, fragments, given }: RequestState, nodes: readonly FieldNode[]): unknown {
  const definition = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } } as const;
  const document = { kind: Kind.DOCUMENT, definitions: [definition, ...Object.values(fragments)] } as const;
  const { data } = executeSync({ schema: api.shown, document, variableValues: { ...given } });
  const node = nodes[0];
  return data?.[node?.alias?.value ?? node?.name.value ?? ''] ?? null;
}
