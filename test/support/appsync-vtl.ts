import velocity from 'amplify-velocity-template';
import { AppsyncError } from './appsync-error.js';
import type { ResolverContext } from './appsync-js.js';

/** A Java map as templates see it: its methods, and its entries as properties. */
class JavaMap {
  constructor(private readonly held: Map<string, unknown>) {}

  get(key: string): unknown {
    return this.held.get(key) ?? null;
  }

  put(key: string, value: unknown): null {
    this.held.set(key, value ?? null);
    return null;
  }

  putAll(other: JavaMap): null {
    for (const [key, value] of other.all()) this.held.set(key, value);
    return null;
  }

  remove(key: string): null {
    this.held.delete(key);
    return null;
  }

  containsKey(key: string): boolean {
    return this.held.has(key);
  }

  all(): readonly (readonly [string, unknown])[] {
    return [...this.held];
  }

  toJSON(): unknown {
    return Object.fromEntries(this.held);
  }
}

class JavaList extends Array<unknown> {
  isEmpty(): boolean {
    return this.length === 0;
  }

  add(value: unknown): boolean {
    this.push(value);
    return true;
  }
}

/** JSON as Java's maps and lists; an entry that a map lacks reads as null, like a missing property of a reference. */
function java(value: unknown): unknown {
  if (Array.isArray(value)) return JavaList.from(value.map(java));
  if (typeof value !== 'object' || value === null || value instanceof JavaMap) return value ?? null;
  const map = new JavaMap(new Map(Object.entries(value).map(([key, one]) => [key, java(one)])));
  return new Proxy(map, {
    get(target, key) {
      const own: unknown = Reflect.get(target, key);
      if (typeof own === 'function') return own.bind(target);
      return typeof key === 'string' ? target.get(key) : own;
    },
    // The engine hangs a function `eval` on what it calls methods of, and removes entries as properties.
    set: () => true,
    deleteProperty: (target, key) => target.remove(String(key)) === null,
  });
}

/** `$util`, as far as generated templates use it. The engine wraps what is thrown, so `error` leaves it with `raise` too. */
function utilities(raise: (error: AppsyncError) => never): Readonly<Record<string, unknown>> {
  return {
    toJson: (value: unknown): string => JSON.stringify(value ?? null),
    isNull: (value: unknown): boolean => value === null || value === undefined,
    defaultIfNull: (value: unknown, other: unknown): unknown => value ?? java(other),
    qr: (): string => '',
    error: (message: string, type?: unknown, data?: unknown, info?: unknown): never =>
      raise(new AppsyncError(message, typeof type === 'string' ? type : null, data ?? null, JSON.parse(JSON.stringify(info ?? null)))),
  };
}

/**
 * Renders a generated mapping template and parses what comes out. Not as in AppSync: the engine is a JavaScript one,
 * integers are numbers of JavaScript (Java keeps longs), and `$util` is the few functions above.
 */
export function runAppsyncVtl(template: string, context: ResolverContext): unknown {
  const { args, source, identity, result = null, error = null } = context;
  const raised: AppsyncError[] = [];
  const util = utilities((one) => {
    raised.push(one);
    throw new Error('ended by $util.error');
  });
  try {
    const compiler = new velocity.Compile(velocity.parse(template), { escape: false, valueMapper: java });
    return JSON.parse(compiler.render({ ctx: java({ args, source, identity, result, error }), util }));
  } catch (failure) {
    throw raised[0] ?? failure;
  }
}
