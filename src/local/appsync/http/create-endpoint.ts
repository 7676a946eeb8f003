import { createYoga, type Plugin } from 'graphql-yoga';
import type { RunningApi } from '../create-api.js';
import { isRecord } from '../is-record.js';
import type { Caller, GraphqlParams, GraphqlResult } from '../types.js';

/** What the server tells the endpoint of a request. */
export interface ServerContext {
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
}

export interface Endpoint {
  fetch(url: string, init: RequestInit, context: ServerContext): Promise<Response>;
}

/**
 * GraphQL over HTTP: graphql-yoga reads requests and writes answers, subscriptions as server-sent events. What comes
 * between is the API's, so that documents, errors and values are AppSync's.
 */
export function createEndpoint(api: RunningApi, graphiql: boolean): Endpoint {
  const yoga = createYoga<ServerContext>({ plugins: [running(api)], graphiql, landingPage: false, logging: false, maskedErrors: false, multipart: false, batching: false });
  return { fetch: async (url, init, context) => yoga.fetch(url, init, context) };
}

function running(api: RunningApi): Plugin<object, ServerContext> {
  return {
    onParams: async ({ params, request, context, setResult }) => {
      const { caller, headers, requestId } = context as unknown as ServerContext;
      const read = paramsOf(params);
      if (read === null) return setResult(answer(malformed('Unable to parse GraphQL query.')));
      if (request.method === 'GET' && api.isMutation(read)) return setResult(answer(malformed('A mutation has to be sent by POST.')));
      return setResult(answer(await api.run(read, { caller, headers, requestId })));
    },
  };
}

function paramsOf({ query, variables, operationName }: { readonly query?: unknown; readonly variables?: unknown; readonly operationName?: unknown }): GraphqlParams | null {
  if (typeof query !== 'string' || query.trim() === '') return null;
  if (variables !== undefined && variables !== null && !isRecord(variables)) return null;
  return { query, variables: variables ?? null, operationName: typeof operationName === 'string' ? operationName : null };
}

function malformed(message: string): GraphqlResult {
  return { data: null, errors: [{ path: null, locations: null, errorType: 'MalformedHttpRequestException', message }] };
}

/** AppSync's error entries are not graphql-js's: yoga only writes them down. */
function answer(result: GraphqlResult | AsyncIterable<GraphqlResult>): never {
  return result as never;
}
