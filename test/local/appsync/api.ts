import { onTestFinished } from 'vitest';
import { startAppSync } from '../../../src/local/appsync/start-appsync.js';
import type { AppSyncOptions, Caller, ErrorEntry, LambdaHandler, ResolverEntry } from '../../../src/local/appsync/types.js';

export interface Answer {
  readonly status: number;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly Partial<ErrorEntry>[] | undefined;
}

export interface TestApi {
  readonly url: string;
  ask(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>;
  /** Opens a subscription; `next` gives the data of its next event, `end` when it is over. */
  listen(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Events>;
}

export interface Events {
  next(): Promise<unknown>;
  close(): void;
}

/** A resolver by its field: code of its two handlers, or templates. */
export type TestResolver =
  | { readonly request?: string; readonly response?: string; readonly module?: string; readonly source?: string; readonly batch?: number }
  | { readonly vtl: readonly [string, string]; readonly source?: string; readonly batch?: number };

export const user: Caller = { mode: 'cognito_user_pools', identity: { sub: 's1', username: 'ann', claims: { tenant: 'acme' }, groups: ['admins'], defaultAuthStrategy: 'ALLOW' } };

/** A data source or authenticator that notes what it was given. */
export const noting = <Value>(seen: unknown[], note: unknown, answer: Value): Promise<Value> => {
  seen.push(note);
  return Promise.resolve(answer);
};

export const js = (request: string, response: string): string => `import { util, extensions, runtime } from '@aws-appsync/utils';
export function request(ctx) { ${request} }
export function response(ctx) { ${response} }`;

const invoke = "return { operation: 'Invoke', payload: { field: ctx.info.fieldName, args: ctx.args, source: ctx.source } };";
const raise = 'if (ctx.error) { util.error(ctx.error.message, ctx.error.type); } return ctx.result;';

export interface TestOptions extends Partial<Omit<AppSyncOptions, 'schema' | 'resolvers'>> {
  readonly lambda?: LambdaHandler;
  readonly caller?: Caller;
}

/** An API of this test alone; callers name themselves by the header `x-caller`, a JSON of what authentication found. */
export async function startApi(schema: string, resolvers: Readonly<Record<string, TestResolver>>, options: TestOptions = {}): Promise<TestApi> {
  const files = new Map<string, string>();
  const entries = Object.entries(resolvers).map(([name, one]) => entryOf(name, one, files));
  const { lambda, caller = user, ...rest } = options;
  const api = await startAppSync({
    schema, resolvers: { resolvers: entries }, read: (file) => files.get(file) ?? '', dataSources: { lambda: lambda ?? ((event) => Promise.resolve(event)) },
    authenticate: ({ headers }) => Promise.resolve(headers['x-caller'] === undefined ? caller : (JSON.parse(headers['x-caller']) as Caller)), defaultAuth: 'cognito_user_pools', ...rest,
  });
  onTestFinished(() => api.close());
  return { url: api.url, ask: (query, variables, headers) => post(api.url, query, variables, headers), listen: (query, variables, headers) => listen(api.url, query, variables, headers) };
}

function entryOf(name: string, one: TestResolver, files: Map<string, string>): ResolverEntry {
  const [type = '', field = ''] = name.split('.');
  const rest = { type, field, dataSource: one.source ?? 'lambda', ...(one.batch !== undefined && { maxBatchSize: one.batch }) };
  if ('vtl' in one) {
    files.set(`${name}.req`, one.vtl[0]).set(`${name}.res`, one.vtl[1]);
    return { ...rest, engine: 'vtl', files: { request: `${name}.req`, response: `${name}.res` } };
  }
  files.set(name, one.module ?? js(one.request ?? (one.batch === undefined ? invoke : invoke.replace('Invoke', 'BatchInvoke')), one.response ?? raise));
  return { ...rest, engine: 'js', files: { code: name } };
}

const sent = (query: string, variables: Record<string, unknown> = {}): string => JSON.stringify({ query, variables });

export async function post(url: string, query: string, variables?: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: sent(query, variables) });
  const { data, errors } = (await response.json()) as Pick<Answer, 'data' | 'errors'>;
  return { status: response.status, data, errors };
}

export async function listen(url: string, query: string, variables?: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Events> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(url, { method: 'POST', signal: abort.signal, headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers }, body: sent(query, variables) });
  const found = read(response);
  return { next: async () => (await found.next()).value ?? 'end', close: () => abort.abort() };
}

async function* read(response: Response): AsyncGenerator<unknown, void> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  let text = '';
  const reader = response.body.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += decoder.decode(chunk.value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block.startsWith('event: complete')) return;
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}
