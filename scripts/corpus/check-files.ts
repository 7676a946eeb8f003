import { parse } from 'acorn';
import { checkSdl } from '../../src/graphql/check-sdl.js';
import type { HandlerContext } from '../../src/local/appsync/handler.js';
import { valueOf } from '../../src/local/appsync/outcome.js';
import { createJsRuntime } from '../../src/local/appsync/run-js.js';
import { compileVtl } from '../../src/local/appsync/run-vtl.js';
import { checkAppsyncJs } from '../../src/render/check-appsync-js.js';
import type { ResolverPlan } from '../../src/resolvers/types.js';

type Files = ReadonlyMap<string, string>;

/** AppSync's limit for the code of a resolver, in bytes. */
const jsLimit = 32_768;

/** schema.graphql under GraphQL's and AppSync's rules, resolvers under AppSync's JavaScript: what is wrong with them. */
export function checkFiles(files: Files): readonly string[] {
  return [...files].flatMap(([path, text]): readonly string[] => {
    if (path.endsWith('.graphql')) return checkSdl(text, path).map(({ code, message }) => `${path}: ${code} ${message}`);
    if (!path.endsWith('.js')) return [];
    const large = Buffer.byteLength(text) < jsLimit ? [] : [`${path} has ${Buffer.byteLength(text)} bytes`];
    return [...large, ...checkAppsyncJs(parse(text, { ecmaVersion: 2023, sourceType: 'module' })).map((mistake) => `${path}: ${mistake}`)];
  });
}

const cognito = { sub: 's1', claims: { userid: 'u1', tenant: 'acme', role: 'users' } };

/** Renders both templates of every resolver, and compares the documents with those that the JavaScript resolver makes. */
export function checkTemplates(plans: readonly ResolverPlan[], js: Files, vtl: Files): readonly string[] {
  const runtime = createJsRuntime();
  return plans.flatMap((plan) => {
    const path = `generated/resolvers/${plan.parent}.${plan.field}`;
    const [code, request, response] = [js.get(`${path}.js`), vtl.get(`${path}.req.vtl`), vtl.get(`${path}.res.vtl`)];
    if (code === undefined || request === undefined || response === undefined) return [`${path}: not all of its files are there`];
    try {
      const [scripted, templated] = [runtime.compile(path, code), compileVtl(path, { request, response })];
      return contextsOf(plan).flatMap((context) => {
        const { version, ...document } = valueOf(templated.run('request', context)) as Record<string, unknown>;
        const same = version === '2018-05-29' && JSON.stringify(sorted(document)) === JSON.stringify(sorted(valueOf(scripted.run('request', context))));
        const answered = JSON.stringify(valueOf(templated.run('response', { ...context, result: { data: { id: 1 } } }))) === '{"id":1}';
        return [...(same ? [] : [`${path}: the engines differ`]), ...(answered ? [] : [`${path}.res.vtl: data is lost`])];
      });
    } catch (failure) {
      return [`${path}: ${failure instanceof Error ? failure.message : String(failure)}`];
    }
  });
}

/** Every argument null, and every argument with everything in it that is a part of the statement. */
function contextsOf(plan: ResolverPlan): readonly HandlerContext[] {
  const given = (name: string, full: boolean): unknown => {
    const parts = plan.parts.find(({ path }) => path[0] === name);
    if (parts === undefined) return full ? `'"\\ $x #if ${name}` : null;
    const keys = full ? parts.names : [];
    const object = parts.depth === 1 ? Object.fromEntries(keys.map((key) => [key, 'v'])) : nested(keys);
    return parts.list ? [object, {}] : object;
  };
  const argumentsOf = (full: boolean): Record<string, unknown> => Object.fromEntries(plan.plan.arguments.map(({ name }) => [name, given(name, full)]));
  const source = Object.fromEntries(plan.parentKeys.map((key) => [key, `k ${key}`]));
  return [{ args: argumentsOf(false), source, identity: cognito }, { args: argumentsOf(true), source, identity: cognito }];
}

function nested(paths: readonly string[]): Record<string, Record<string, string>> {
  const object: Record<string, Record<string, string>> = {};
  for (const [field = '', operator = ''] of paths.map((path) => path.split('.'))) object[field] = { ...object[field], [operator]: 'v' };
  return object;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]));
}
