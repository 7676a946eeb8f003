import { AppsyncError } from './appsync-error.js';

/** The context of a handler, as far as generated resolvers use it. */
export interface ResolverContext {
  readonly args: Readonly<Record<string, unknown>>;
  readonly source: Readonly<Record<string, unknown>> | null;
  readonly identity: Readonly<Record<string, unknown>> | null;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly type: string } | null;
}

/** `@aws-appsync/utils` on npm has empty stubs: this is its `util.error`, which aborts. */
const util = {
  error(message: string, type: string | null = null, data: unknown = null, errorInfo: unknown = null): never {
    throw new AppsyncError(message, type, data, errorInfo);
  },
};

/**
 * Runs a handler of a generated JavaScript resolver as an ordinary function. Not as in AppSync: the whole language is
 * there (the subset is checked elsewhere), and the result is what JSON makes of it.
 */
export function runAppsyncJs(code: string, handler: 'request' | 'response', context: ResolverContext): unknown {
  const body = code.replace(/^import \{ util \} from '@aws-appsync\/utils';$/m, '').replaceAll(/^export function/gm, 'function');
  const handlers: unknown = new Function('util', `'use strict';${body}\nreturn { request, response };`)(util);
  const found = typeof handlers === 'object' && handlers !== null ? Object.entries(handlers).find(([name]) => name === handler)?.[1] : undefined;
  if (typeof found !== 'function') throw new Error(`no handler ${handler}`);
  const answer: unknown = found(structuredClone(context));
  return answer === undefined ? null : JSON.parse(JSON.stringify(answer));
}
