import vm from 'node:vm';
import { checkAppsyncJs } from '../../render/check-appsync-js.js';
import { parseAppsyncJs } from '../../render/parse-appsync-js.js';
import { AppsyncError } from './appsync-error.js';
import type { Console, Handlers, Outcome } from './handler.js';
import { isRecord } from './is-record.js';
import { guest } from './js/guest.js';
import { documentedSubset } from './js/subset.js';
import { wrapModule } from './js/wrap-module.js';
import { failed, withinSize } from './outcome.js';
import { utilities, utilityNames } from './util/utilities.js';

/** AppSync's limit for the code of a resolver, in bytes. */
const codeLimit = 32_768;

export interface JsRuntime {
  /**
   * Compiles a resolver's code once. @throws Error where AppSync would refuse the code: a syntax that is not in its
   * subset, a missing handler, or more than 32 KB
   */
  compile(name: string, code: string): Handlers;
}

export interface JsRuntimeOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds for one handler. */
  readonly timeLimit?: number;
  readonly console?: (resolver: string, ...line: Parameters<Console>) => void;
}

interface GuestApi {
  define(load: unknown): number;
  run(): string;
}

/**
 * APPSYNC_JS 1.0.0: resolvers run in a realm of their own, in which nothing of this process can be reached and no text
 * can be made code of. Contexts, results and calls of `util` cross as JSON. A module is run anew for each call.
 */
export function createJsRuntime(options: JsRuntimeOptions = {}): JsRuntime {
  const { timeLimit = 1000 } = options;
  const realm = vm.createContext(Object.create(null) as object, { codeGeneration: { strings: false, wasm: false } });
  let input = '';
  let running = '';
  const answer = (name: string, json: string): string => {
    if (name === 'input') return input;
    const values = JSON.parse(json) as unknown[];
    if (!name.startsWith('console.')) return answerOf(name, values);
    options.console?.(running, name === 'console.error' ? 'error' : 'info', values);
    return '{}';
  };
  const env: unknown = JSON.stringify(options.env ?? {});
  const start = new vm.Script(guest, { filename: 'appsync.js' }).runInContext(realm) as (host: typeof answer, names: unknown, env: unknown) => GuestApi;
  const inRealm = (json: unknown): unknown => new vm.Script(`(${String(json)})`).runInContext(realm);
  const api = start(answer, inRealm(JSON.stringify(utilityNames)), inRealm(env));
  Object.defineProperty(realm, '$run', { value: api.run });
  const enter = new vm.Script('$run()');

  return {
    compile(name, code) {
      const module = api.define(new vm.Script(checked(name, code), { filename: 'code.js' }).runInContext(realm));
      return {
        run(handler, context) {
          input = JSON.stringify({ module, handler, context: JSON.stringify(context) });
          running = name;
          try {
            return outcomeOf(enter.runInContext(realm, { timeout: timeLimit }) as string);
          } catch (failure) {
            return failed(new AppsyncError(isTimeout(failure) ? 'The handler runs too long' : 'Runtime error', 'Code'));
          }
        },
      };
    },
  };
}

/** The error is one of the realm's own. */
function isTimeout(failure: unknown): boolean {
  return isRecord(failure) && failure['code'] === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

/** The module as one expression, if AppSync takes it. */
function checked(name: string, code: string): string {
  const program = parseAppsyncJs(code);
  const mistakes = [...checkAppsyncJs(program, documentedSubset)];
  if (Buffer.byteLength(code) > codeLimit) mistakes.push(`${Buffer.byteLength(code)} bytes of at most ${codeLimit}`);
  if (mistakes.length > 0) throw new Error(`${name}: ${mistakes.join('; ')}`);
  return wrapModule(code, program);
}

/** JSON of what a function of `util` returned or threw. */
function answerOf(name: string, values: readonly unknown[]): string {
  try {
    const run = Object.hasOwn(utilities, name) ? utilities[name] : undefined;
    return JSON.stringify({ value: run?.(...values) ?? null });
  } catch (failure) {
    return JSON.stringify({ error: [failure instanceof Error ? failure.message : String(failure), failure instanceof AppsyncError ? failure.type : 'Code'] });
  }
}

type ErrorFields = readonly [message?: unknown, type?: unknown, data?: unknown, info?: unknown];

interface GuestOutcome extends Omit<Outcome, 'error' | 'appended' | 'extensions'> {
  readonly error: ErrorFields | null;
  readonly appended: readonly ErrorFields[];
  readonly extensions: readonly (readonly [string, readonly unknown[]])[];
}

function outcomeOf(json: string): Outcome {
  const { kind, value, stash, error, appended, extensions } = JSON.parse(json) as GuestOutcome;
  return withinSize({
    kind, value, stash,
    error: error === null ? null : errorOf(error),
    appended: appended.map(errorOf),
    extensions: extensions.map(([name, values]) => ({ name, values })),
  });
}

function errorOf([message, type, data, info]: ErrorFields): AppsyncError {
  return new AppsyncError(String(message ?? ''), typeof type === 'string' ? type : null, data ?? null, info ?? null);
}
