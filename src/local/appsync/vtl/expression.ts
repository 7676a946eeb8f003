import { callMethod } from './java-methods.js';
import { JavaEntry, JavaList, JavaMap, VtlObject } from './java-values.js';
import { operate } from './operate.js';
import { parseQuoted, type Expression, type Node, type Reference, type Step } from './syntax.js';

/** Variables: those of loops, the innermost first, and those of the template. */
export interface Scope {
  readonly globals: Map<string, unknown>;
  readonly locals: readonly ReadonlyMap<string, unknown>[];
  /** Prints the inside of a text. */
  readonly print: (nodes: readonly Node[], scope: Scope) => string;
}

export function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.type) {
    case 'references': return resolve(expression, scope) ?? null;
    case 'string': return expression.isEval === true && expression.value.includes('$') ? scope.print(parseQuoted(expression.value), scope) : expression.value;
    case 'integer':
    case 'decimal': return Number(expression.value);
    case 'bool': return expression.value === 'null' ? null : expression.value === 'true';
    case 'array': return expression.isRange === true ? range(expression.value, scope) : new JavaList(expression.value.map((one) => evaluate(one, scope)));
    case 'map': return new JavaMap(new Map(Object.entries(expression.value ?? {}).map(([key, one]) => [key, evaluate(one, scope)])));
    default: return operate(expression.operator, (index) => {
      const operand = expression.expression[index];
      return operand === undefined ? null : evaluate(operand, scope);
    });
  }
}

/** `[1..$n]`, upwards or downwards. */
function range(ends: readonly (string | number | Expression)[], scope: Scope): JavaList {
  const [from = 0, to = 0] = ends.map((end) => Number(typeof end === 'object' ? evaluate(end, scope) : end));
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || Math.abs(to - from) > 100_000) return new JavaList();
  return new JavaList(Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => from + (to < from ? -index : index)));
}

/** What a reference stands for; undefined or null where that is nothing. */
export function resolve({ id, path = [] }: Reference, scope: Scope): unknown {
  const local = scope.locals.find((one) => one.has(id));
  let value: unknown = (local ?? scope.globals).get(id);
  for (const step of path) {
    if (value === null || value === undefined) return undefined;
    value = step.type === 'method' ? method(value, step.id, (step.args === false ? [] : step.args).map((one) => evaluate(one, scope))) : member(value, keyOf(step, scope));
  }
  return value;
}

function keyOf(step: Exclude<Step, { readonly type: 'method' }>, scope: Scope): unknown {
  return step.type === 'property' ? step.id : evaluate(step.id, scope);
}

function method(target: unknown, name: string, values: readonly unknown[]): unknown {
  if (!(target instanceof VtlObject)) return callMethod(target, name, values);
  const found = target.members.get(name);
  return typeof found === 'function' ? found(...values) : undefined;
}

/** A key of a map, an item of a list, or what a getter gives: `$list.empty` is `isEmpty()`. */
function member(target: unknown, key: unknown): unknown {
  if (target instanceof JavaMap) return target.entries.get(String(key));
  if (target instanceof VtlObject) {
    const found = target.members.get(String(key));
    return found instanceof VtlObject ? found : undefined;
  }
  if (target instanceof JavaList && typeof key === 'number') return target.items[key];
  if (target instanceof JavaEntry) return key === 'key' ? target.key : key === 'value' ? target.value : undefined;
  return key === 'empty' ? callMethod(target, 'isEmpty', []) : undefined;
}

/** `#set`: a variable, a key of a map or an item of a list. Loops have no variables of their own but their item. */
export function assign({ id, path = [], ...rest }: Reference, value: unknown, scope: Scope): void {
  const last = path.at(-1);
  if (last === undefined) {
    scope.globals.set(id, value ?? null);
    return;
  }
  const target = resolve({ ...rest, id, path: path.slice(0, -1) }, scope);
  if (last.type === 'method') return;
  const key = keyOf(last, scope);
  if (target instanceof JavaMap) target.entries.set(String(key), value ?? null);
  else if (target instanceof JavaList && typeof key === 'number') target.items[key] = value ?? null;
}
