import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback, readLoopback } from '../http/start-loopback.js';
import { createApi, type RunningApi } from './create-api.js';
import { createEndpoint, type Endpoint } from './http/create-endpoint.js';
import { sendResponse } from './http/send-response.js';
import type { AppSyncOptions, Caller, HttpRequest, RunningAppSync } from './types.js';

/**
 * AppSync's GraphQL endpoint on this machine, for an API as it was generated: its schema, its resolvers, and Lambda
 * functions as data sources. Listens on 127.0.0.1 only.
 *
 * @throws Error for a schema or resolver that AppSync would refuse
 */
export async function startAppSync(options: AppSyncOptions): Promise<RunningAppSync> {
  const api = createApi(options);
  const endpoint = createEndpoint(api, options.graphiql === true);
  const server = await listenOnLoopback((request, response) => {
    respond(request, response, endpoint, options).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'InternalFailure', 'Internal failure');
    });
  });
  return {
    url: `${server.url}/graphql`,
    execute: (params, caller, headers = {}) => execute(api, params, caller, headers),
    close: () => {
      api.close();
      return server.close();
    },
  };
}

async function execute(api: RunningApi, ...[params, caller, headers]: Required<Parameters<RunningAppSync['execute']>>): ReturnType<RunningAppSync['execute']> {
  const result = await api.run(params, { caller, headers });
  if (Symbol.asyncIterator in result) throw new Error('a subscription needs a connection');
  return result;
}

async function respond(incoming: IncomingMessage, outgoing: ServerResponse, endpoint: Endpoint, options: AppSyncOptions): Promise<void> {
  const read = await readLoopback(incoming);
  const requestId = randomUUID();
  if ('status' in read) return refuse(outgoing, read.status, 'BadRequestException', read.body);
  if (!read.url.startsWith('/')) return refuse(outgoing, 400, 'BadRequestException', 'The request has no path');
  const request: HttpRequest = { ...read, url: `http://${read.headers['host'] ?? ''}${read.url}`, body: read.body.toString('utf8') };
  const caller = isOpen(request, options) ? nobody : await options.authenticate(request);
  if ('error' in caller) return refuse(outgoing, caller.status, caller.error, caller.message);
  const { method, url, headers, body } = request;
  const init = { method, headers, ...(method !== 'GET' && method !== 'HEAD' && { body }) };
  const ended = new AbortController();
  outgoing.once('close', () => ended.abort());
  const response = await endpoint.fetch(url, { ...init, signal: ended.signal }, { caller, headers, requestId });
  response.headers.set('x-amzn-requestid', requestId);
  return sendResponse(outgoing, response);
}

/** Runs nothing: a preflight, or the page of GraphiQL. */
const nobody: Caller = { mode: 'api_key', identity: null };

/** What a browser asks before it has a token to send. */
function isOpen({ method, url, headers }: HttpRequest, { graphiql }: AppSyncOptions): boolean {
  if (method === 'OPTIONS') return true;
  return graphiql === true && method === 'GET' && !new URL(url).searchParams.has('query') && (headers['accept'] ?? '').includes('text/html');
}

function refuse(outgoing: ServerResponse, status: number, errorType: string, message: string): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-amzn-errortype': errorType, 'access-control-allow-origin': '*' };
  outgoing.writeHead(status, headers).end(JSON.stringify({ errors: [{ errorType, message }] }));
}
