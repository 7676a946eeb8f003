import type { Nullability } from '../types.js';
import { nodesOf, type PgNode } from './node.js';
import type { Context, Scope } from './types.js';

/** What one kind of node says of its value. */
export type Rule = (node: PgNode, scope: Scope, ctx: Context) => Nullability;

/** Rule for a node that only passes its argument on. */
export function passing(field: string): Rule {
  return (node, scope, ctx) => {
    const argument = node.fields.get(field);
    return typeof argument === 'object' && argument?.kind === 'node' ? ctx.nullability(argument, scope) : 'unknown';
  };
}

export function always(answer: Nullability): Rule {
  return () => answer;
}

export function argumentsOf(node: PgNode, scope: Scope, ctx: Context): readonly Nullability[] {
  return nodesOf(node, 'args').map((argument) => ctx.nullability(argument, scope));
}
