import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished, describe, expect, it } from 'vitest';
import { startAppSync } from '../../src/local/appsync/start-appsync.js';
import type { LambdaHandler, ResolversFile } from '../../src/local/appsync/types.js';
import { createAuthenticator } from '../../src/local/identity/create-authenticator.js';
import { startTokenIssuer } from '../support/start-token-issuer.js';
import { endSubscriptions, publishEvents, type PublishOptions } from '../../src/runtime/subscriptions.js';
import { listen, post, type Answer, type Events } from '../local/appsync/api.js';

const generated = join(import.meta.dirname, '../../fixtures/generate/shop/expected');
const text = (path: string): string => readFileSync(join(generated, path), 'utf8');
const manifest = JSON.parse(text('generated/statements.json')) as { readonly subscriptions: { readonly parts: number; readonly ends: readonly string[] } };
const region = 'eu-central-1';
const key = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret', sessionToken: 'session' };
const order = { id: '00000000-0000-4000-8000-000000000001', customerId: '00000000-0000-4000-8000-000000000002', status: 'paid', number: 1, total: '1.00' };

interface Api {
  readonly url: string;
  ask(userid: string, tenant: string | null, query: string): Promise<Answer>;
  listen(userid: string, tenant: string | null, filter?: string): Promise<Events>;
  /** Calls that reached the data source. */
  readonly seen: string[];
  readonly reports: unknown[];
}

/** The generated API of the sample, its own events included. What is behind the database answers as told. */
async function open(answer: (statement: string) => unknown, options: Partial<PublishOptions> = {}): Promise<Api> {
  const issuer = await startTokenIssuer();
  const [seen, reports]: [string[], unknown[]] = [[], []];
  const commit = (event: unknown): Promise<unknown> => {
    const { statement } = event as { statement: string };
    seen.push(statement);
    return Promise.resolve(answer(statement));
  };
  let handler: LambdaHandler = commit;
  const all = JSON.parse(text('generated/resolvers.json')) as ResolversFile;
  const api = await startAppSync({
    schema: text('generated/schema.graphql'), resolvers: all, read: text,
    dataSources: { statements: (event, context) => handler(event, context), lambda: (event, context) => handler(event, context) },
    authenticate: createAuthenticator({
      defaultMode: 'cognito_user_pools', userPools: [{ issuer: issuer.issuer, jwksUrl: issuer.jwksUrl }],
      iam: { region, keys: { [key.accessKeyId]: { ...key, accountId: '123456789012', userArn: 'arn:aws:sts::123456789012:assumed-role/data-source/1', username: 'data-source' } } },
    }),
    defaultAuth: 'cognito_user_pools',
  });
  handler = publishEvents(commit, { manifest, url: api.url, region, credentials: () => key, report: (fault) => reports.push(fault), ...options });
  onTestFinished(async () => {
    await api.close();
    await issuer.close();
  });
  const headers = async (userid: string, tenant: string | null): Promise<Record<string, string>> => ({ authorization: await issuer.issue({ sub: `sub-${userid}`, use: 'id', claims: { userid, role: 'users', ...(tenant !== null && { tenant }) } }) });
  return {
    url: api.url, seen, reports,
    ask: async (userid, tenant, query) => post(api.url, query, {}, await headers(userid, tenant)),
    listen: async (userid, tenant, filter = '') => listen(api.url, `subscription { orderChanged${filter} { tenant id status customerId } }`, {}, await headers(userid, tenant)),
  };
}

const updated = (statement: string): unknown => ({ data: statement.startsWith('Subscription.') ? true : statement.endsWith('suspendMember') ? { id: 'u_ann' } : order });
const update = `mutation { updateOrder(id: "${order.id}", input: { status: paid }) { number } }`;
const event = { data: { orderChanged: { tenant: 'acme', id: order.id, status: 'paid', customerId: order.customerId } } };

describe('events', () => {
  it('reach the own tenant after a commit, whatever the client selected, and no other', async () => {
    const api = await open(updated);
    const [ann, gus, other] = [await api.listen('u_ann', 'acme'), await api.listen('u_gus', 'globex'), await api.listen('u_adam', 'acme', `(customerId: "${order.id}")`)];
    expect((await api.ask('u_adam', 'acme', update)).data).toEqual({ updateOrder: { number: '1' } });
    expect(await ann.next()).toEqual(event);
    await api.ask('u_gus', 'globex', update);
    // The first that gus hears of is globex's own.
    expect(await gus.next()).toEqual({ data: { orderChanged: { ...event.data.orderChanged, tenant: 'globex' } } });
    expect(await Promise.race([other.next(), new Promise((done) => setTimeout(done, 50, 'nothing'))])).toBe('nothing');
    expect(api.reports).toEqual([]);
  });

  it('are chosen by arguments of the spec', async () => {
    const api = await open(updated);
    const [his, hers] = [await api.listen('u_ann', 'acme', `(customerId: "${order.customerId}")`), await api.listen('u_ann', 'acme', '(customerId: null)')];
    await api.ask('u_adam', 'acme', update);
    expect([await his.next(), await hers.next()]).toEqual([event, event]);
  });

  it('are published by nobody but the API', async () => {
    const api = await open(updated);
    const forged = await api.ask('u_ann', 'acme', `mutation { publishOrderChanged(tenant: "globex", id: "1") { id } }`);
    expect(forged.errors?.map(({ errorType }) => errorType)).toEqual(['Unauthorized']);
    expect((await api.ask('u_ann', 'acme', 'mutation { endSubscriptions(member: "u_gus", part: 0) }')).errors?.map(({ errorType }) => errorType)).toEqual(['Unauthorized']);
  });

  it.each([['a refusal', () => ({ error: { code: 'conflict', message: 'No.', field: null, requestId: '1', retryable: false } })], ['no row', () => ({ data: null })]])('are not published after %s', async (_what, answered) => {
    const api = await open((statement) => (statement.startsWith('Subscription.') ? updated(statement) : answered()));
    const ann = await api.listen('u_ann', 'acme');
    await api.ask('u_adam', 'acme', update);
    expect(await Promise.race([ann.next(), new Promise((done) => setTimeout(done, 50, 'nothing'))])).toBe('nothing');
  });

  it.each([
    ['nobody listens at the address', { url: 'http://127.0.0.1:9/graphql' }],
    ['the key is not known', { credentials: () => ({ accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' }) }],
    ['there is no time', { patience: 0 }],
  ])('fail no mutation where %s', async (_what, options) => {
    const api = await open(updated, options);
    expect((await api.ask('u_adam', 'acme', update)).data).toEqual({ updateOrder: { number: '1' } });
    expect(api.reports).toHaveLength(1);
    expect(String(api.reports[0])).not.toContain(order.customerId);
  });

  it('of many rows go in few requests, and of very many not at all', async () => {
    let requests = 0;
    const rows = (n: number) => (): Promise<unknown> => Promise.resolve({ data: Array.from({ length: n }, (_, id) => ({ id: `${id}` })) });
    const stub = { manifest, url: 'http://127.0.0.1:9/graphql', region, credentials: () => {
      requests += 1;
      return key;
    } };
    const api = await open(updated);
    const call = { statement: 'Mutation.updateOrder', identity: { claims: { tenant: 'acme' } } };
    const reports: unknown[] = [];
    await publishEvents(rows(60), { ...stub, url: api.url, report: (fault) => reports.push(fault) })(call);
    expect([requests, reports]).toEqual([3, []]);
    await publishEvents(rows(600), { ...stub, url: api.url, patience: 30_000, report: (fault) => reports.push(fault) })(call);
    expect([requests, reports.map(String)]).toEqual([23, ['Error: 100 events were not published: 500 of one call are']]);
  });
});

/** What is sent to the API, which answers as told. */
async function sink(answer: (variables: Readonly<Record<string, unknown>>) => unknown): Promise<{ readonly url: string; readonly sent: Readonly<Record<string, unknown>>[] }> {
  const sent: Readonly<Record<string, unknown>>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: Readonly<Record<string, unknown>> };
      sent.push(variables);
      response.end(JSON.stringify(answer(variables)));
    });
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, sent };
}

describe('what an event holds', () => {
  const call = { statement: 'Mutation.add', identity: { claims: { tenant: 'acme' } } };
  const publish = async (fields: Readonly<Record<string, string>>, rows: readonly unknown[], answer: Parameters<typeof sink>[0]) => {
    const [{ url, sent }, reports]: [Awaited<ReturnType<typeof sink>>, unknown[]] = [await sink(answer), []];
    const events = { v: 1, statements: {}, subscriptions: { parts: 1, ends: [], events: [{ mutation: 'publishAdded', on: ['Mutation.add'], fields }] } };
    await publishEvents(() => Promise.resolve({ data: rows }), { manifest: events, url, region, credentials: () => key, patience: 30_000, report: (fault) => reports.push(String(fault)) })(call);
    return { sent, reports };
  };

  it('of JSON is its text, as a variable has to be', async () => {
    const { sent, reports } = await publish({ a: 'AWSJSON', b: '[AWSJSON]', c: '[String!]', d: 'AWSJSON' }, [{ a: { x: ['"'] }, b: [1, null, 'text', { y: null }], c: ['{}'], d: null }, { a: 'text', b: null, c: null, d: 0 }], () => ({ data: {} }));
    expect([sent, reports]).toEqual([[{
      tenant_0: 'acme', a_0: '{"x":["\\""]}', b_0: ['1', null, '"text"', '{"y":null}'], c_0: ['{}'], d_0: null,
      tenant_1: 'acme', a_1: '"text"', b_1: null, c_1: null, d_1: '0',
    }], []]);
  });

  it('that is refused costs its own request alone', async () => {
    const { sent, reports } = await publish({ n: 'Int' }, Array.from({ length: 60 }, (_, n) => ({ n })), ({ n_0: first }) => (first === 0 ? { errors: [{ message: 'Variable "$n_3" got invalid value 3' }] } : { data: {} }));
    expect([sent.map(({ n_0: first }) => first), reports]).toEqual([[0, 25, 50], ['Error: the API answered 200: an error']]);
  });

  it('goes in as many requests as AppSync takes of its size', async () => {
    const { sent, reports } = await publish({ text: 'String' }, Array.from({ length: 10 }, () => ({ text: 'ß'.repeat(100_000) })), () => ({ data: {} }));
    expect([sent.length, Math.max(...sent.map((variables) => Buffer.byteLength(JSON.stringify(variables)))) < 1_000_000, reports]).toEqual([5, true, []]);
  });
});

describe('subscribing', () => {
  it('asks the database whether the caller is still let in', async () => {
    const api = await open((statement) => (statement === 'Subscription.orderChanged' ? { error: { code: 'not_authorized', message: 'You may not do this.', field: null, requestId: '1', retryable: false } } : { data: order }));
    expect(await (await api.listen('u_sue', 'acme')).next()).toMatchObject({ data: null, errors: [{ errorType: 'not_authorized' }] });
    expect(api.seen).toEqual(['Subscription.orderChanged']);
  });

  it('is for callers of a tenant', async () => {
    const api = await open(updated);
    expect(await (await api.listen('u_zoe', null)).next()).toMatchObject({ errors: [{ errorType: 'Unauthorized' }] });
  });

  it('ends when the member is shut out through the API, and by whoever does it elsewhere', async () => {
    const api = await open(updated);
    const [ann, adam] = [await api.listen('u_ann', 'acme'), await api.listen('u_adam', 'acme')];
    await api.ask('u_adam', 'acme', 'mutation { suspendMember(id: "u_ann") { id } }');
    expect(await ann.next()).toBe('end');
    await endSubscriptions({ manifest, url: api.url, region, credentials: () => key })('sub-u_adam');
    expect(await adam.next()).toBe('end');
    expect(api.reports).toEqual([]);
  });
});

describe('options', () => {
  it('leave an API without subscriptions as it is, and refuse what is no manifest', () => {
    const handler = (): Promise<null> => Promise.resolve(null);
    const { subscriptions: _none, ...without } = manifest as Record<string, unknown>;
    expect(publishEvents(handler, { manifest: without, url: 'https://a.test/graphql' })).toBe(handler);
    expect(() => publishEvents(handler, { manifest: {}, url: 'https://a.test' })).toThrow(new TypeError('no statements.json'));
    expect(() => publishEvents(handler, { manifest, url: 'nowhere' })).toThrow(TypeError);
    expect(manifest.subscriptions).toMatchObject({ parts: 1, ends: expect.arrayContaining(['Mutation.suspendMember', 'Mutation.removeMember']) as unknown });
  });
});
