import { routineOf } from './context.js';
import { variableKey } from './grouping.js';
import { boolOf, hasValue, intOf, isNode, itemsOf, nodeOf, nodesOf, numbersOf, textOf, type PgNode } from './node.js';
import type { Context, Implied } from './types.js';

/** What is known of an expression's value. `untrue`: false or null. */
export type Outcome = 'true' | 'false' | 'untrue' | 'notNull';

const NOTHING: Implied = new Map();

/**
 * Variables of the query `level` levels out that cannot be null when an expression comes out so. Strict functions
 * and operators (pg_proc.proisstrict) pass the proof on to their arguments; AND, OR and NOT as in logic.
 */
export function implied(node: PgNode | null, outcome: Outcome, ctx: Context, level = 0): Implied {
  if (node === null) return NOTHING;
  switch (node.tag) {
    case 'BOOLEXPR': return ofBoolean(node, outcome, ctx, level);
    case 'NULLTEST': return ofNullTest(node, outcome, ctx, level);
    case 'BOOLEANTEST': return ofBooleanTest(node, outcome, ctx, level);
    case 'SUBLINK': return ofSubLink(node, outcome, ctx, level);
    default: return outcome === 'untrue' ? NOTHING : ofStrict(node, outcome, ctx, level);
  }
}

/** All of several proofs hold. For one variable the proof made above more outer joins says more. */
export function allOf(parts: readonly Implied[]): Implied {
  const all = new Map<string, readonly number[]>();
  for (const [key, joins] of parts.flatMap((part) => [...part])) {
    if (joins.length >= (all.get(key)?.length ?? 0)) all.set(key, joins);
  }
  return all;
}

/** One of several proofs holds, it is not known which. */
function anyOf(parts: readonly Implied[]): Implied {
  const [first, ...rest] = parts;
  return new Map([...(first ?? [])].filter(([key]) => rest.every((other) => other.has(key))));
}

function ofBoolean(node: PgNode, outcome: Outcome, ctx: Context, level: number): Implied {
  const parts = (inner: Outcome): Implied[] => nodesOf(node, 'args').map((argument) => implied(argument, inner, ctx, level));
  const operator = textOf(node, 'boolop');
  if (operator === 'not') return outcome === 'untrue' ? NOTHING : allOf(parts(outcome === 'true' ? 'false' : outcome === 'false' ? 'true' : 'notNull'));
  if (outcome === 'notNull') return NOTHING;
  const together = (operator === 'and') === (outcome === 'true');
  return together ? allOf(parts(outcome)) : anyOf(parts(outcome));
}

const IS_NULL = 0;

function ofNullTest(node: PgNode, outcome: Outcome, ctx: Context, level: number): Implied {
  const positive = intOf(node, 'nulltesttype') !== IS_NULL;
  const says = positive ? outcome === 'true' : outcome === 'false' || outcome === 'untrue';
  const argument = nodeOf(node, 'arg');
  if (!says || argument === null) return NOTHING;
  if (!boolOf(node, 'argisrow')) return implied(argument, 'notNull', ctx, level);
  // `ROW(a, b) IS NOT NULL` says it of each field; the opposite of `ROW(a, b) IS NULL` of none in particular.
  if (!positive || argument.tag !== 'ROWEXPR') return NOTHING;
  return allOf(nodesOf(argument, 'args').map((field) => implied(field, 'notNull', ctx, level)));
}

/** BoolTestType: IS TRUE, IS NOT TRUE, IS FALSE, IS NOT FALSE, IS UNKNOWN, IS NOT UNKNOWN. Never null themselves. */
const WHEN_TRUE: readonly (Outcome | null)[] = ['true', 'untrue', 'false', null, null, 'notNull'];
const WHEN_FALSE: readonly (Outcome | null)[] = ['untrue', 'true', null, 'false', 'notNull', null];

function ofBooleanTest(node: PgNode, outcome: Outcome, ctx: Context, level: number): Implied {
  if (outcome === 'notNull') return NOTHING;
  const inner = (outcome === 'true' ? WHEN_TRUE : WHEN_FALSE)[intOf(node, 'booltesttype')] ?? null;
  return inner === null ? NOTHING : implied(nodeOf(node, 'arg'), inner, ctx, level);
}

const EXISTS = 0;
const ANY = 2;

function ofSubLink(node: PgNode, outcome: Outcome, ctx: Context, level: number): Implied {
  if (outcome !== 'true') return NOTHING;
  const kind = intOf(node, 'subLinkType');
  if (kind === ANY) return implied(nodeOf(node, 'testexpr'), 'true', ctx, level);
  const query = nodeOf(node, 'subselect');
  // An aggregate or HAVING without GROUP BY has a row even where no row is let in.
  if (kind !== EXISTS || query === null || boolOf(query, 'hasAggs') || hasValue(query, 'havingQual') || hasValue(query, 'groupingSets')) return NOTHING;
  return implied(nodeOf(nodeOf(query, 'jointree') ?? query, 'quals'), 'true', ctx, level + 1);
}

/** Nodes whose result is null where this field is null. */
const PASSING: Readonly<Record<string, string>> = {
  RELABELTYPE: 'arg', COERCEVIAIO: 'arg', COLLATEEXPR: 'arg', ARRAYCOERCEEXPR: 'arg', COERCETODOMAIN: 'arg', NAMEDARGEXPR: 'arg', SUBSCRIPTINGREF: 'refexpr',
};

function ofStrict(node: PgNode, outcome: Outcome, ctx: Context, level: number): Implied {
  if (node.tag === 'VAR') return intOf(node, 'varlevelsup') === level ? new Map([[variableKey(node), numbersOf(node, 'varnullingrels')]]) : NOTHING;
  const passing = PASSING[node.tag];
  if (passing !== undefined) return implied(nodeOf(node, passing), 'notNull', ctx, level);
  if (!isStrictCall(node, outcome, ctx)) return NOTHING;
  const args = itemsOf(node.fields.get('args')).filter(isNode);
  const tested = node.tag === 'NULLIFEXPR' ? args.slice(0, 1) : args;
  return allOf(tested.map((argument) => implied(argument, 'notNull', ctx, level)));
}

/** `x = ANY (array)` is strict when true, when false only if the array is not empty; ALL is the other way round. */
function isStrictCall(node: PgNode, outcome: Outcome, ctx: Context): boolean {
  const strict = (field: string): boolean => routineOf(ctx, intOf(node, field))?.strict === true;
  if (node.tag === 'FUNCEXPR') return strict('funcid') && !boolOf(node, 'funcretset');
  if (node.tag === 'OPEXPR') return strict('opfuncid') && !boolOf(node, 'opretset');
  if (node.tag === 'NULLIFEXPR') return outcome === 'notNull';
  if (node.tag === 'SCALARARRAYOPEXPR') return strict('opfuncid') && (hasElements(node) || outcome === (boolOf(node, 'useOr') ? 'true' : 'false'));
  return false;
}

/** A list written out (`x not in (1, 2)`) has elements. */
function hasElements(comparison: PgNode): boolean {
  const [, array] = nodesOf(comparison, 'args');
  return array?.tag === 'ARRAYEXPR' && nodesOf(array, 'elements').length > 0;
}
