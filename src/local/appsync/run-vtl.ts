import { AppsyncError } from './appsync-error.js';
import type { Console, HandlerContext, Handlers, Outcome } from './handler.js';
import { isRecord } from './is-record.js';
import { failed, withinSize } from './outcome.js';
import { fromJava, JavaMap, toJava } from './vtl/java-values.js';
import { parseTemplate, type Node } from './vtl/syntax.js';
import { print, Returned } from './vtl/template.js';
import { extensionsObject, utilObject, type Traces } from './vtl/util-object.js';

/** AppSync's limit for a mapping template, in bytes. */
const templateLimit = 65_536;

export interface VtlOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly console?: (resolver: string, ...line: Parameters<Console>) => void;
}

/**
 * Reads both mapping templates of a resolver once; they run as version 2018-05-29.
 *
 * @throws Error for what is no template, or has more than 64 KB
 */
export function compileVtl(name: string, templates: { readonly request: string; readonly response: string }, options: VtlOptions = {}): Handlers {
  const nodes = { request: checked(name, templates.request), response: checked(name, templates.response) };
  const console: Console = (level, values) => options.console?.(name, level, values);
  return {
    run(handler, context) {
      const traces: Traces = { appended: [], extensions: [], console, authType: context.authType ?? null };
      const variables = variablesOf(context, options.env ?? {});
      const rest = (): Pick<Outcome, 'appended' | 'extensions' | 'stash'> => ({ appended: traces.appended, extensions: traces.extensions, stash: stashOf(variables) });
      try {
        return withinSize({ ...rendered(nodes[handler], variables, traces), error: null, ...rest() });
      } catch (failure) {
        return failed(failure instanceof AppsyncError ? failure : new AppsyncError(failure instanceof Error ? failure.message : String(failure), 'MappingTemplate'), rest());
      }
    },
  };
}

function checked(name: string, template: string): readonly Node[] {
  const bytes = Buffer.byteLength(template);
  if (bytes > templateLimit) throw new Error(`${name}: a template of ${bytes} bytes, of at most ${templateLimit}`);
  try {
    return parseTemplate(template);
  } catch (failure) {
    throw new Error(`${name}: ${failure instanceof Error ? failure.message : String(failure)}`, { cause: failure });
  }
}

function rendered(nodes: readonly Node[], ctx: JavaMap, traces: Traces): Pick<Outcome, 'kind' | 'value'> {
  const [util, extensions] = [utilObject(traces), extensionsObject(traces)];
  const globals = new Map<string, unknown>([['ctx', ctx], ['context', ctx], ['util', util], ['utils', util], ['extensions', extensions]]);
  try {
    return { kind: 'value', value: parsed(print(nodes, { globals, locals: [], print }), traces.console) };
  } catch (thrown) {
    if (thrown instanceof Returned) return { kind: 'early', value: fromJava(thrown.value) };
    throw thrown;
  }
}

/** Nothing printed is null. */
function parsed(text: string, console: Console): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    console('error', ['the template printed no JSON', text]);
    throw new AppsyncError('Unable to transform the template: it printed no JSON', 'MappingTemplate');
  }
}

/** `$ctx`; selections are read by their names only. */
function variablesOf({ args, source, identity, result, error, stash, request, info }: HandlerContext, env: Readonly<Record<string, string>>): JavaMap {
  const javaArgs = toJava(args);
  const entries = Object.entries({ source, identity, result, error, stash: stash ?? {}, request, prev: null, env }).map(([name, value]) => [name, toJava(value)] as const);
  const infoMap = toJava(info);
  const hidden = infoMap instanceof JavaMap ? new JavaMap(infoMap.entries, new Set(['selectionSetList', 'selectionSetGraphQL'])) : infoMap;
  return new JavaMap(new Map([...entries, ['args', javaArgs], ['arguments', javaArgs], ['info', hidden]]));
}

function stashOf(ctx: JavaMap): Readonly<Record<string, unknown>> {
  const stash = fromJava(ctx.entries.get('stash'));
  return isRecord(stash) ? stash : {};
}
