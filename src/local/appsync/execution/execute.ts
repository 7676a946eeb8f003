import { OperationTypeNode, type FieldNode, type GraphQLObjectType } from 'graphql';
import { createBatchQueue } from '../batch-queue.js';
import type { Caller, GraphqlResult } from '../types.js';
import { executeFields, rises } from './execute-fields.js';
import type { Api, Prepared, RequestState } from './request.js';

/** Who asks, and when it is over. */
export interface Asked {
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
}

/** The state of a request that begins now. */
export function beginRequest(api: Api, prepared: Prepared, asked: Asked): RequestState {
  const deadline = Date.now() + api.limits.request;
  const batches = createBatchQueue({ requestId: asked.requestId, deadline });
  return { ...prepared, ...asked, api, deadline, batches, errors: [], extensions: [], count: 0, mode: 'resolve' };
}

/** Runs a query or a mutation. `published` is told of each field of a mutation that has a value. */
export async function execute(state: RequestState, published: (field: string, nodes: readonly FieldNode[], value: unknown) => void): Promise<GraphqlResult> {
  const isMutation = state.operation.operation === OperationTypeNode.MUTATION;
  const type = rootType(state, state.operation.operation);
  const done = (nodes: readonly FieldNode[], value: unknown): void => {
    if (isMutation && value !== null) published(nodes[0]?.name.value ?? '', nodes, value);
  };
  const data = await executeFields(state, type, null, null, null, { serial: isMutation, done });
  return resultOf(state, data);
}

export function resultOf({ errors }: RequestState, data: Record<string, unknown> | typeof rises): GraphqlResult {
  return { data: data === rises ? null : data, ...(errors.length > 0 && { errors }) };
}

/** Validation has seen that it is there. */
export function rootType({ api }: Pick<RequestState, 'api'>, operation: OperationTypeNode): GraphQLObjectType {
  const type = api.schema.getRootType(operation);
  if (type == null) throw new Error(`the schema has no ${operation}`);
  return type;
}
