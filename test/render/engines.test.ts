import type { AuthMode } from '../../src/config/auth-mode.js';
import { fc } from '../support/property.js';
import { describe, expect, it } from 'vitest';
import { AppsyncError } from '../../src/local/appsync/appsync-error.js';
import type { HandlerContext, Handlers } from '../../src/local/appsync/handler.js';
import { valueOf } from '../../src/local/appsync/outcome.js';
import { createJsRuntime } from '../../src/local/appsync/run-js.js';
import { compileVtl } from '../../src/local/appsync/run-vtl.js';
import type { ResolverPlan } from '../../src/resolvers/types.js';
import type { FieldStatement } from '../../src/statements/types.js';
import { filesOf, plan, shopFields } from '../support/hand-made-shop.js';

const modes: readonly AuthMode[] = ['cognito_user_pools', 'iam', 'lambda', 'api_key'];

interface Engines {
  readonly plan: ResolverPlan;
  readonly js: Handlers;
  readonly vtl: Handlers;
}

const run = (handlers: Handlers | undefined, handler: 'request' | 'response', context: HandlerContext): unknown => {
  if (handlers === undefined) throw new Error('there is no such resolver');
  return valueOf(handlers.run(handler, context));
};

async function engines(config: { readonly auth?: readonly AuthMode[]; readonly claims?: readonly string[] }): Promise<readonly Engines[]> {
  const fields = (engine: 'js' | 'vtl'): readonly FieldStatement[] => shopFields.map((one) => ({ ...one, engine, auth: config.auth ?? [] }));
  const js = plan({ fields: fields('js'), config });
  const [jsFiles, vtlFiles] = await Promise.all([filesOf(js), filesOf(plan({ fields: fields('vtl'), config }))]);
  const runtime = createJsRuntime();
  return js.resolvers.value.resolvers.map((one) => {
    const path = `generated/resolvers/${one.parent}.${one.field}`;
    const templates = { request: vtlFiles.texts.get(`${path}.req.vtl`) ?? '', response: vtlFiles.texts.get(`${path}.res.vtl`) ?? '' };
    return { plan: one, js: runtime.compile(path, jsFiles.texts.get(`${path}.js`) ?? ''), vtl: compileVtl(path, templates) };
  });
}

/** Text that breaks careless templates, and numbers that no Int holds. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('$ctx.identity.claims', '#if(true)', '#end', '##', '"', '\\', '\\"}', '${x}', '$!{x}', '\n', '\u2028', '{tenant}', ':id', '</script>', '$util.error("x")', '1e400'),
);
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value, (_key, one: unknown) => (Object.is(one, -0) ? 0 : one))) as unknown);
const leaf = fc.oneof(text, fc.constant(null), fc.integer(), fc.maxSafeInteger(), fc.constantFrom(9007199254740993, 1e21, 0.1), fc.boolean(), json, fc.array(text));

/** Any of the keys, or none; values without regard to their types, as the engines do not look at them. */
const some = (keys: readonly string[], value: fc.Arbitrary<unknown> = leaf): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] }).map((record) => ({ ...record }));

function argumentsOf(one: ResolverPlan): fc.Arbitrary<Record<string, unknown>> {
  const names = one.plan.arguments.map(({ name }) => name);
  const nested = new Map(one.parts.filter(({ path }) => path.length > 0).map((part) => [part.path[0] ?? '', part]));
  const values = names.map((name) => {
    const part = nested.get(name);
    if (part === undefined) return [name, leaf] as const;
    if (part.depth === 2) {
      const fields = [...new Set(part.names.map((path) => path.split('.')[0] ?? ''))];
      return [name, fc.oneof(fc.constant(null), some(fields, fc.oneof(fc.constant(null), some(['eq', 'in', 'ge', 'lt']))))] as const;
    }
    return [name, part.list ? fc.array(some(part.names), { maxLength: 3 }) : some(part.names)] as const;
  });
  const required = one.parts.filter(({ depth, path }) => depth === 1 && path.length > 0).flatMap(({ path }) => path);
  return fc.record(Object.fromEntries(values), { requiredKeys: required }).map((record) => ({ ...record }));
}

const claims = some(['userid', 'tenant', 'role', 'email', 'cognito:groups', 'custom:x', 'https://shop.test/a.b', 'class', '_x', '9'], fc.oneof(text, fc.constant(null)));
const identities: Readonly<Record<string, fc.Arbitrary<HandlerContext['identity']>>> = {
  cognito_user_pools: fc.record({ sub: text, issuer: text, username: text, claims, sourceIp: fc.array(text), groups: fc.constant(null) }),
  iam: fc.record({ userArn: fc.constant('arn:aws:sts::123456789012:assumed-role/x/CognitoIdentityCredentials'), username: text, accountId: text, cognitoIdentityId: fc.option(text), cognitoIdentityAuthProvider: fc.option(text) }),
  lambda: fc.record({ resolverContext: some(['sub', 'userid', 'tenant', 'role', 'more'], text) }),
  api_key: fc.constant(null),
};

function contexts(one: ResolverPlan): fc.Arbitrary<HandlerContext> {
  return fc.record({
    args: argumentsOf(one),
    source: one.parentKeys.length === 0 ? fc.constant(null) : some([...one.parentKeys, 'other'], text),
    identity: fc.oneof(...one.auth.map((mode) => identities[mode] ?? fc.constant(null))),
  });
}

const attempt = (run: () => unknown): unknown => {
  try {
    return { value: run() };
  } catch (failure) {
    if (!(failure instanceof AppsyncError)) throw failure;
    return { message: failure.message, type: failure.type, data: failure.data, info: failure.errorInfo };
  }
};

/** The VTL document has the template's version, and is otherwise the JavaScript one. */
const withoutVersion = (document: unknown): unknown => {
  expect(document).toMatchObject({ version: '2018-05-29' });
  return Object.fromEntries(Object.entries(document as object).filter(([key]) => key !== 'version'));
};

describe.each([{ auth: ['cognito_user_pools'] as const }, { auth: ['iam'] as const }, { auth: ['lambda'] as const }, { auth: ['api_key'] as const }, { auth: modes },
  { auth: ['cognito_user_pools'] as const, claims: ['userid', 'custom:x', 'https://shop.test/a.b', 'class', '_x', '9'] }])('with $auth', (config) => {
  it('both engines make the same request of the same context', async () => {
    for (const one of await engines(config)) {
      fc.assert(
        fc.property(contexts(one.plan), (context) => {
          expect(withoutVersion(run(one.vtl, 'request', context))).toEqual(run(one.js, 'request', context));
        }),
        { numRuns: 100 },
      );
    }
  });

  it('neither sends what it was not given, nor loses what it was', async () => {
    for (const one of await engines(config)) {
      fc.assert(
        fc.property(contexts(one.plan), (context) => {
          const { payload, operation } = run(one.js, 'request', context) as { payload: Record<string, unknown>; operation: string };
          const { parent, ...parameters } = payload['parameters'] as Record<string, unknown>;
          const expected = Object.fromEntries(Object.entries(context.args).filter(([name]) => one.plan.arguments.includes(name)));
          expect(parameters).toEqual(expected);
          expect(operation).toBe(one.plan.operation);
          expect(Object.keys(parent ?? {})).toEqual(one.plan.parentKeys);
          expect(payload['statement']).toBe(one.plan.statement);
          expect(JSON.stringify(payload['identity'])).not.toContain('issuer');
        }),
        { numRuns: 50 },
      );
    }
  });
});

describe('parts', () => {
  const partsOf = async (name: string, args: Record<string, unknown>): Promise<unknown> => {
    const one = (await engines({})).find(({ plan: { parent, field } }) => `${parent}.${field}` === name);
    const context = { args, source: null, identity: { sub: 's', claims: {} } };
    return (run(one?.js, 'request', context) as { payload: { parts: unknown } }).payload.parts;
  };

  it('are those whose key is there, null or not', async () => {
    expect(await partsOf('Query.listOrders', { from: null, limit: 3 })).toEqual(['from']);
    expect(await partsOf('Query.listOrders', {})).toEqual([]);
    expect(await partsOf('Query.searchOrders', { filter: { createdAt: { lt: null, ge: 'x' }, status: null } })).toEqual(['filter.createdAt.ge', 'filter.createdAt.lt']);
    expect(await partsOf('Query.searchOrders', { filter: null })).toEqual([]);
    expect(await partsOf('Mutation.createOrder', { input: { customerId: 'a', extra: { note: 1 } } })).toEqual(['input.customerId', 'input.extra']);
    expect(await partsOf('Mutation.createOrders', { input: [{ customerId: 'a' }, { customerId: 'b', note: 'c' }] })).toEqual(['input.customerId']);
    expect(await partsOf('Mutation.createOrders', { input: [] })).toEqual([]);
  });
});

describe('responses', () => {
  const error = fc.record({ code: fc.constantFrom('conflict', 'EMAIL_TAKEN'), message: text, field: fc.option(text), requestId: text, retryable: fc.boolean() });
  const results = fc.oneof(fc.record({ data: json }), fc.record({ error }), fc.constant(null));
  const failures = fc.option(fc.record({ message: fc.constant('relation "secret" does not exist'), type: fc.constant('Lambda:Unhandled') }));

  it('are the same in both engines, and never the data source\'s own words', async () => {
    const all = await engines({});
    fc.assert(
      fc.property(fc.constantFrom(...all), results, failures, (one, result, failure) => {
        const context = { args: {}, source: null, identity: null, result, error: failure };
        const js = attempt(() => run(one.js, 'response', context));
        expect(attempt(() => run(one.vtl, 'response', context))).toEqual(js);
        if (failure !== null) expect(JSON.stringify(js)).not.toContain('secret');
      }),
      { numRuns: 300 },
    );
  });

  it('raise the envelope\'s error with its code, and say what may be tried again', async () => {
    const all = await engines({});
    const answer = (name: string, result: unknown): unknown => {
      const one = all.find(({ plan: { field } }) => field === name);
      return attempt(() => run(one?.js, 'response', { args: {}, source: null, identity: null, result, error: null }));
    };
    const info = { code: 'EMAIL_TAKEN', field: 'email', requestId: 'r1', retryable: false };
    expect(answer('getOrder', { error: { ...info, message: 'Taken.' } })).toEqual({ message: 'Taken.', type: 'EMAIL_TAKEN', data: null, info });
    expect(answer('getOrder', null)).toMatchObject({ type: 'internal', info: { retryable: true } });
    expect(answer('createOrder', null)).toMatchObject({ type: 'internal', info: { retryable: false } });
    expect(answer('getOrder', { data: { id: '1' } })).toEqual({ value: { id: '1' } });
  });
});
