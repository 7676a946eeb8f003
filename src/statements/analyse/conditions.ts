import { best, worst } from './context.js';
import { allOf, implied } from './implied.js';
import { nodeOf, nodesOf } from './node.js';
import { always, argumentsOf, type Rule } from './rule.js';
import type { Nullability } from '../types.js';
import type { Context, Implied, Scope } from './types.js';

const firstOf: Rule = (node, scope, ctx) => best(argumentsOf(node, scope, ctx));
const lastOf: Rule = (node, scope, ctx) => worst(argumentsOf(node, scope, ctx));

/**
 * Each result is judged knowing that its WHEN was true and those before it were not: `case when x is not null then x`
 * and `case when x is null then 'd' else x` are not null. A missing ELSE stands in the tree as a null constant.
 */
const caseOf: Rule = (node, scope, ctx) => {
  // With `CASE x WHEN ...` the conditions speak of a stand-in for x: nothing is concluded from them.
  const simple = nodeOf(node, 'arg') !== null;
  const results: Nullability[] = [];
  let before: Implied = new Map();
  for (const when of nodesOf(node, 'args')) {
    const condition = simple ? null : nodeOf(when, 'expr');
    const here = allOf([before, implied(condition, 'true', ctx)]);
    results.push(ctx.nullability(nodeOf(when, 'result'), knowing(scope, here)));
    before = allOf([before, implied(condition, 'untrue', ctx)]);
  }
  results.push(ctx.nullability(nodeOf(node, 'defresult'), knowing(scope, before)));
  return worst(results);
};

function knowing(scope: Scope, facts: Implied): Scope {
  return facts.size === 0 ? scope : { ...scope, known: allOf([scope.known, facts]) };
}

/** Logic and choices between values. */
export const CONDITION_RULES: Readonly<Record<string, Rule>> = {
  COALESCEEXPR: firstOf,
  MINMAXEXPR: firstOf,
  CASEEXPR: caseOf,
  NULLIFEXPR: always('yes'),
  BOOLEXPR: lastOf,
  NULLTEST: always('no'),
  BOOLEANTEST: always('no'),
  DISTINCTEXPR: always('no'),
  ROWCOMPAREEXPR: (node, scope, ctx) => worst([...rowSide(node, 'largs', scope, ctx), ...rowSide(node, 'rargs', scope, ctx)]),
};

function rowSide(node: Parameters<Rule>[0], field: string, scope: Scope, ctx: Context): readonly Nullability[] {
  return nodesOf(node, field).map((item) => ctx.nullability(item, scope));
}
