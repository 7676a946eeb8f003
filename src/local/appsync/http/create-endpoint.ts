import type { ExecutionResult } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { RunningApi } from '../create-api.js';
import { isRecord } from '../is-record.js';
import type { Caller, GraphqlParams } from '../types.js';

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
      if (read === null) return;
      try {
        if (request.method === 'GET' && api.isMutation(read)) return setResult(malformed('A mutation has to be sent by POST.'));
        setResult((await api.run(read, { caller, headers, requestId })) as Written);
      } catch (failure) {
        setResult(failed(failure));
      }
    },
    // What is left to yoga is a request that is none: its own words for that are kept.
    onResultProcess: ({ result, setResult }) => {
      if (Array.isArray(result) || !('errors' in result) || 'data' in result) return;
      setResult(malformed(result.errors?.[0]?.message ?? ''));
    },
  };
}

/** AppSync's error entries are not graphql-js's; yoga only writes them down. */
type Written = ExecutionResult & AsyncIterable<ExecutionResult>;

function malformed(message: string): Written {
  return { errors: [{ errorType: 'MalformedHttpRequestException', message }], extensions: { http: { status: 400 } } } as unknown as Written;
}

/** The stack ends in documents and variables that are nested deeper than anything that is meant; what else it is says nothing of itself. */
function failed(failure: unknown): Written {
  const [errorType, message] = failure instanceof RangeError ? ['BadRequestException', 'The request is nested too deeply.'] : ['InternalFailure', 'Internal failure'];
  return { data: null, errors: [{ path: null, locations: null, errorType, message }] } as unknown as Written;
}

function paramsOf({ query, variables, operationName }: { readonly query?: unknown; readonly variables?: unknown; readonly operationName?: unknown }): GraphqlParams | null {
  if (typeof query !== 'string' || query.trim() === '') return null;
  if (variables !== undefined && variables !== null && !isRecord(variables)) return null;
  return { query, variables: variables ?? null, operationName: typeof operationName === 'string' ? operationName : null };
}
