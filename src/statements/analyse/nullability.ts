import { AGGREGATE_RULES } from './aggregates.js';
import { CALL_RULES } from './calls.js';
import { CONDITION_RULES } from './conditions.js';
import { comparableText } from './grouping.js';
import type { PgNode } from './node.js';
import { SUBLINK_RULES } from './sublinks.js';
import type { Rule } from './rule.js';
import type { Context, Scope } from './types.js';
import { VALUE_RULES } from './values.js';
import { VARIABLE_RULES } from './variables.js';
import type { Nullability } from '../types.js';

const RULES: ReadonlyMap<string, Rule> = new Map(
  Object.entries({ ...VARIABLE_RULES, ...VALUE_RULES, ...CALL_RULES, ...CONDITION_RULES, ...AGGREGATE_RULES, ...SUBLINK_RULES }),
);

/**
 * Whether an expression can be null where it stands. Never `no` for what can be null; a node without a rule is
 * `unknown`, as is a missing one.
 */
export function nullability(node: PgNode | null, scope: Scope, ctx: Context): Nullability {
  if (node === null) return 'unknown';
  if (scope.grouped && scope.level.groups.expressions.size > 0 && scope.level.groups.expressions.has(comparableText(node))) return 'yes';
  return RULES.get(node.tag)?.(node, scope, ctx) ?? 'unknown';
}
