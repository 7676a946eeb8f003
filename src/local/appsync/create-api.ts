import { OperationTypeNode } from 'graphql';
import { randomUUID } from 'node:crypto';
import { buildApiSchema } from './build-schema.js';
import { createAuthorizer } from './execution/authorize.js';
import { beginRequest, execute, rootType } from './execution/execute.js';
import { prepare } from './execution/prepare.js';
import type { Api, RequestState } from './execution/request.js';
import { loadResolvers } from './load-resolvers.js';
import { createJsRuntime } from './run-js.js';
import { byFieldName } from './subscriptions/by-field-name.js';
import { createHub, type Hub } from './subscriptions/hub.js';
import { invalidations } from './subscriptions/invalidations.js';
import { subscribe } from './subscriptions/subscribe.js';
import type { AppSyncOptions, Caller, GraphqlParams, GraphqlResult, Limits } from './types.js';

/** A GraphQL API without its HTTP. */
export interface RunningApi {
  /** A subscription gives its events; it is refused with a result. */
  run(params: GraphqlParams, asked: { readonly caller: Caller; readonly headers: Readonly<Record<string, string>>; readonly requestId?: string }): Promise<GraphqlResult | AsyncIterable<GraphqlResult>>;
  /** Of a document: null where it cannot be read. */
  isMutation(params: GraphqlParams): boolean;
  /** Ends all subscriptions. */
  close(): void;
}

/** AppSync's quotas ("AWS AppSync endpoints and quotas"). */
const quotas: Limits = { queryDepth: null, resolvers: 10_000, request: 30_000 };

/** @throws Error for a schema, resolver or setting that AppSync would refuse */
export function createApi(options: Omit<AppSyncOptions, 'authenticate' | 'port' | 'graphiql'>): RunningApi {
  const built = buildApiSchema(options.schema);
  const console = (resolver: string, level: string, values: readonly unknown[]): void => options.log?.({ kind: 'console', resolver, level, values });
  const running = { env: options.env ?? {}, console };
  const api: Api = {
    ...built,
    resolvers: loadResolvers(built.schema, options, createJsRuntime(running), running),
    authorize: createAuthorizer(built.schema, options.defaultAuth),
    limits: { ...quotas, ...options.limits },
    introspection: options.introspection !== 'DISABLED',
  };
  const hub = createHub(built.schema);
  return {
    isMutation: (params) => {
      const preparation = prepare(api, params);
      return 'prepared' in preparation && preparation.prepared.operation.operation === OperationTypeNode.MUTATION;
    },
    run: async (params, asked) => {
      const preparation = prepare(api, params);
      if ('errors' in preparation) return { data: null, errors: preparation.errors };
      const state = beginRequest(api, preparation.prepared, { requestId: randomUUID(), ...asked });
      const started = performance.now();
      const result = state.operation.operation === OperationTypeNode.SUBSCRIPTION ? await subscribe(state, hub) : await runOnce(state, hub);
      options.log?.({ kind: 'request', requestId: state.requestId, mode: asked.caller.mode, resolvers: state.count, errors: state.errors.length, milliseconds: performance.now() - started });
      return result;
    },
    close: hub.close,
  };
}

async function runOnce(state: RequestState, hub: Hub): Promise<GraphqlResult> {
  const result = await execute(state, (name, nodes, value) => {
    const field = rootType(state, OperationTypeNode.MUTATION).getFields()[name];
    if (field !== undefined) hub.publish(name, byFieldName(state, field.type, nodes, value));
  });
  for (const { field, payload } of invalidations(state)) hub.invalidate(field, payload);
  return { ...result, ...(state.errors.length > 0 && { errors: state.errors }) };
}
