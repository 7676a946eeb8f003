import type { Nullability } from '../types.js';
import { builtinName, worst } from './context.js';
import { hasValue, intOf, nodeOf, nodesOf, type PgNode } from './node.js';
import { always, type Rule } from './rule.js';
import { insideAggregate, outerScope } from './scope.js';
import { AGGREGATES_OF_ROWS, AGGREGATES_OF_VALUES, COUNTING } from './total-functions.js';
import type { Scope } from './types.js';

/**
 * An aggregate is null over no rows: without GROUP BY, with an empty grouping set, or when FILTER lets none through.
 * Groups of GROUP BY have a row. Counts are never null.
 */
const aggregate: Rule = (node, scope, ctx) => {
  const name = builtinName(ctx, intOf(node, 'aggfnoid'));
  if (name !== null && COUNTING.has(name) && isPlain(node)) return 'no';
  const level = intOf(node, 'agglevelsup');
  const owner = outerScope(scope, level);
  if (name === null || owner === null) return 'unknown';
  if (owner.level.groups.emptyGroup || hasValue(node, 'aggfilter')) return isKnown(name) ? 'yes' : 'unknown';
  const inside = insideAggregate(scope, level);
  return overRows(name, aggregated(node).map((argument) => ctx.nullability(argument, inside)));
};

/** Ordered-set and hypothetical aggregates are named like window functions (`rank() within group`) and need their arguments. */
function isPlain(node: PgNode): boolean {
  return node.fields.get('aggkind') === 'n';
}

function isKnown(name: string): boolean {
  return AGGREGATES_OF_VALUES.has(name) || AGGREGATES_OF_ROWS.has(name);
}

/** What goes in: direct arguments (a percentile's fraction) and the values. */
function aggregated(node: PgNode): readonly PgNode[] {
  const values = nodesOf(node, 'args').filter((entry) => entry.fields.get('resjunk') !== 'true').flatMap((entry) => nodeOf(entry, 'expr') ?? []);
  return [...nodesOf(node, 'aggdirectargs'), ...values];
}

function overRows(name: string, inputs: readonly Nullability[]): Nullability {
  if (AGGREGATES_OF_ROWS.has(name)) return 'no';
  if (!AGGREGATES_OF_VALUES.has(name)) return 'unknown';
  // A null delimiter counts as none.
  return worst(name === 'string_agg' ? inputs.slice(0, 1) : inputs);
}

const windowFunction: Rule = (node, scope, ctx) => {
  const name = builtinName(ctx, intOf(node, 'winfnoid'));
  if (name === null) return 'unknown';
  if (COUNTING.has(name)) return 'no';
  // Arguments are values of other rows too: what a CASE around it knows of this row does not hold for them.
  const inputs = nodesOf(node, 'args').map((argument) => ctx.nullability(argument, { ...scope, known: new Map() }));
  if (name === 'ntile') return worst(inputs);
  // Beyond the partition's ends lag and lead answer their third argument, null where there is none.
  if (name === 'lag' || name === 'lead') return inputs.length === 3 ? worst(inputs) : 'yes';
  if (name === 'nth_value' || hasValue(node, 'aggfilter') || !frameHasCurrentRow(node, scope)) return 'yes';
  return name === 'first_value' || name === 'last_value' ? worst(inputs) : overRows(name, inputs);
};

/** Bits of WindowClause.frameOptions (nodes/parsenodes.h, FRAMEOPTION_*). */
const START_BEFORE_OR_AT = 0x20 | 0x200 | 0x800;
const END_AT_OR_AFTER = 0x100 | 0x400 | 0x4000;
const EXCLUDES_CURRENT = 0x8000 | 0x10000;

/** The default frame and every other that starts before or at the row, ends at or after it, and leaves it in. */
function frameHasCurrentRow(node: PgNode, scope: Scope): boolean {
  const window = nodesOf(scope.level.query, 'windowClause').find((clause) => intOf(clause, 'winref') === intOf(node, 'winref'));
  const options = window === undefined ? 0 : intOf(window, 'frameOptions');
  return (options & START_BEFORE_OR_AT) !== 0 && (options & END_AT_OR_AFTER) !== 0 && (options & EXCLUDES_CURRENT) === 0;
}

/** Aggregates and window functions. */
export const AGGREGATE_RULES: Readonly<Record<string, Rule>> = {
  AGGREF: aggregate,
  WINDOWFUNC: windowFunction,
  GROUPINGFUNC: always('no'),
};

