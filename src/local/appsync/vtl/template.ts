import { assign, evaluate, resolve, type Scope } from './expression.js';
import { JavaList, JavaMap, javaText } from './java-values.js';
import { truth } from './operate.js';
import { referenceText, type Directive, type Node } from './syntax.js';

/** AppSync's limit for one loop. */
const iterations = 1000;

/** Thrown by `#return`; null without a value. */
export class Returned {
  constructor(readonly value: unknown) {}
}

/**
 * Prints a template. References without a value print themselves, as in Velocity; `#break` outside of loops ends it.
 *
 * @throws Returned for `#return`
 * @throws Error for a loop of more than 1000 iterations, and what functions throw
 */
export function print(nodes: readonly Node[], scope: Scope): string {
  return until(nodes, scope).text;
}

function printed(nodes: readonly Node[], scope: Scope): string {
  let text = '';
  for (const node of nodes) {
    if (typeof node === 'string') text += node;
    else if (isBlock(node)) {
      const inside = block(node, scope);
      text += inside.text;
      if (inside.broken) throw new Broken(text);
    } else if (node.type === 'break') throw new Broken(text);
    else text += directive(node, scope);
  }
  return text;
}

/** `#break`, with what was printed before it. */
class Broken {
  constructor(readonly text: string) {}
}

interface Printed {
  readonly text: string;
  readonly broken: boolean;
}

const isBlock = (node: Node): node is readonly Node[] => Array.isArray(node);

function directive(node: Directive, scope: Scope): string {
  switch (node.type) {
    case 'references': {
      const value = resolve(node, scope);
      if (value !== null && value !== undefined) return javaText(value);
      return node.leader === '$!' ? '' : referenceText(node);
    }
    case 'set': assign(node.equal[0], evaluate(node.equal[1], scope), scope); return '';
    case 'return': throw new Returned(node.value === null ? null : evaluate(node.value, scope));
    case 'raw': return node.value;
    default: return '';
  }
}

function block([head, ...rest]: readonly Node[], scope: Scope): Printed {
  if (typeof head === 'object' && !isBlock(head) && head.type === 'foreach') return { text: loop(head.to, evaluate(head.from, scope), rest, scope), broken: false };
  return until(branch(head, rest, scope), scope);
}

/** The nodes of the first branch whose condition holds. */
function branch(head: Node | undefined, rest: readonly Node[], scope: Scope): readonly Node[] {
  const chosen: Node[] = [];
  let taken = false;
  for (const node of head === undefined ? rest : [head, ...rest]) {
    const mark = typeof node === 'object' && !isBlock(node) ? node.type : '';
    if (mark === 'if' || mark === 'elseif' || mark === 'else') {
      if (taken) break;
      taken = mark === 'else' || truth(conditionOf(node, scope));
    } else if (taken) chosen.push(node);
  }
  return chosen;
}

function conditionOf(node: Node, scope: Scope): unknown {
  return typeof node === 'object' && !isBlock(node) && (node.type === 'if' || node.type === 'elseif') ? evaluate(node.condition, scope) : null;
}

function until(nodes: readonly Node[], scope: Scope): Printed {
  try {
    return { text: printed(nodes, scope), broken: false };
  } catch (thrown) {
    if (thrown instanceof Broken) return { text: thrown.text, broken: true };
    throw thrown;
  }
}

function loop(name: string, from: unknown, nodes: readonly Node[], scope: Scope): string {
  const items = from instanceof JavaList ? [...from.items] : from instanceof JavaMap ? [...from.entries.values()] : [];
  let text = '';
  for (const [index, item] of items.entries()) {
    if (index >= iterations) throw new Error(`#foreach has more than ${iterations} iterations`);
    const counters = new Map<string, unknown>([['index', index], ['count', index + 1], ['hasNext', index + 1 < items.length], ['first', index === 0], ['last', index + 1 === items.length]]);
    const local = new Map<string, unknown>([[name, item], ['foreach', new JavaMap(counters)], ['velocityCount', index + 1]]);
    const round = until(nodes, { ...scope, locals: [local, ...scope.locals] });
    text += round.text;
    if (round.broken) break;
  }
  return text;
}
