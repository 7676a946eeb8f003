/**
 * What runs in the resolvers' own realm before they do. `host(name, json)` answers with JSON and is held by closures only:
 * no object of this process is ever within a resolver's reach. Evaluates to `{ define, run }`.
 */
export const guest = `
(function (host, names, env) {
  'use strict';
  const { parse, stringify } = JSON;
  const ended = Object.freeze({});
  const end = (fields) => { Object.assign(current, fields); throw ended; };
  let current = null;

  const call = (name, values) => {
    let answer;
    try { answer = parse(host(name, stringify(values))); } catch { answer = { error: [name + ' could not be run', 'Code'] }; }
    return answer.error ? end({ kind: 'error', error: answer.error }) : answer.value;
  };

  const util = {
    error: (message, type, data, info) => end({ kind: 'error', error: [message, type, data, info] }),
    appendError: (message, type, data, info) => { current.appended.push([message, type, data, info]); },
    unauthorized: () => end({ kind: 'error', error: ['', 'Unauthorized'] }),
    authType: () => current.authType,
  };
  for (const name of names) {
    const path = name.split('.');
    const owner = path.length === 1 ? util : (util[path[0]] ??= {});
    owner[path.at(-1)] = (...values) => call(name, values);
  }
  const extension = (name) => (...values) => { current.extensions.push([name, values]); };
  const extensions = Object.fromEntries(
    ['evictFromApiCache', 'setSubscriptionFilter', 'setSubscriptionInvalidationFilter', 'invalidateSubscriptions'].map((name) => [name, extension(name)]));
  const runtime = { earlyReturn: (value) => end({ kind: 'early', value }) };
  globalThis.console = { log: (...values) => { call('console.log', values); }, error: (...values) => { call('console.error', values); } };

  // As the service's: text that is no JSON reads as an empty text, and patterns are texts with a regular expression.
  JSON.parse = (text) => { try { return parse(text); } catch { return ''; } };
  const { replace } = String.prototype;
  String.prototype.replace = function (pattern, to) { return replace.call(this, new RegExp(pattern, 'u'), to); };
  String.prototype.replaceAll = function (pattern, to) { return replace.call(this, new RegExp(pattern, 'gu'), to); };

  const tooMany = () => end({ kind: 'error', error: ['A loop has more than 1000 iterations', 'Code'] });
  const appsync = {
    util, extensions, runtime,
    *each(values) { let count = 0; for (const one of values) { if (++count > 1000) tooMany(); yield one; } },
    keys(values) { if (Object.keys(values ?? {}).length > 1000) tooMany(); return values; },
  };
  for (const one of [util, ...Object.values(util), extensions, runtime, console, JSON, Math, Object, Array, String, Number, appsync]) Object.freeze(one);
  for (const one of [Object, Array, String, Number, Boolean, Function, RegExp, Error, Map, Set, Promise]) Object.freeze(one.prototype);

  const contextOf = (text) => {
    const { authType, ...context } = parse(text);
    current.authType = authType ?? null;
    for (const name of ['selectionSetList', 'selectionSetGraphQL'])
      if (context.info) Object.defineProperty(context.info, name, { enumerable: false });
    return Object.freeze({ result: null, error: null, prev: null, stash: {}, ...context, arguments: context.args, env });
  };

  const modules = [];
  const define = (load) => modules.push(() => load(appsync)) - 1;
  const run = () => {
    const { module, handler, context } = parse(host('input', '[]'));
    current = { kind: 'value', appended: [], extensions: [], error: null };
    let ctx = null;
    try {
      ctx = contextOf(context);
      current.value = modules[module]()[handler](ctx);
    } catch (failure) {
      if (failure !== ended) Object.assign(current, { kind: 'error', error: failureOf(failure) });
    }
    const { kind, value = null, appended, extensions, error } = current;
    try {
      return stringify({ kind, value, appended, extensions, error, stash: ctx?.stash ?? {} });
    } catch (failure) {
      return stringify({ kind: 'error', value: null, appended: [], extensions: [], error: failureOf(failure), stash: {} });
    }
  };
  const failureOf = (failure) => {
    const place = /code\\.js:(\\d+):(\\d+)/.exec(String(failure?.stack));
    return [(place ? place[0] + ': ' : '') + String(failure?.name) + ': ' + String(failure?.message), 'Code'];
  };
  return { define, run };
})`;
