import type { Nullability } from '../types.js';
import { builtinName, routineOf, worst } from './context.js';
import { boolOf, intOf, nodeOf, nodesOf, textConstant, type PgNode } from './node.js';
import { argumentsOf, type Rule } from './rule.js';
import { ROW_SOURCES } from './total-functions.js';
import type { Context, Scope } from './types.js';

/** A function's or operator function's result, from what its arguments can be. */
export function callResult(ctx: Context, routine: number, args: readonly Nullability[]): Nullability {
  const fact = routineOf(ctx, routine);
  if (fact === null) return 'unknown';
  if (fact.result === 'never') return 'no';
  const input = worst(args);
  if (fact.result === 'total') return input;
  return fact.strict && input === 'yes' ? 'yes' : 'unknown';
}

const functionCall: Rule = (node, scope, ctx) => {
  if (boolOf(node, 'funcretset')) return setReturning(node, scope, ctx);
  const args = argumentsOf(node, scope, ctx);
  const routine = intOf(node, 'funcid');
  // The one array of VARIADIC can be null itself, which makes even concat() null.
  if (boolOf(node, 'funcvariadic')) return routineOf(ctx, routine)?.result === 'unknown' ? callResult(ctx, routine, args) : worst(args);
  return isTotalExtract(node, ctx) ? worst(args) : callResult(ctx, routine, args);
};

/** Fields that exist for infinite dates as well (Functions, Date/Time, EXTRACT: monotonically increasing fields). */
const MONOTONIC: ReadonlySet<string> = new Set(['epoch', 'year', 'decade', 'century', 'millennium', 'julian', 'isoyear']);

function isTotalExtract(node: PgNode, ctx: Context): boolean {
  const name = builtinName(ctx, intOf(node, 'funcid'));
  const [field] = nodesOf(node, 'args');
  return (name === 'extract' || name === 'date_part') && field !== undefined && MONOTONIC.has(textConstant(field) ?? '');
}

/** Several set-returning functions in one target list run in step, the shorter ones filled up with null. */
function setReturning(node: PgNode, scope: Scope, ctx: Context): Nullability {
  const targets = nodesOf(scope.level.query, 'targetList').map((target) => target.text).join(' ');
  const sources = targets.split(/:(?:func|op)retset true/).length - 1;
  return sources === 1 && ROW_SOURCES[builtinName(ctx, intOf(node, 'funcid')) ?? '']?.length === 1 ? 'no' : 'unknown';
}

const operatorCall: Rule = (node, scope, ctx) =>
  (boolOf(node, 'opretset') ? 'unknown' : callResult(ctx, intOf(node, 'opfuncid'), argumentsOf(node, scope, ctx)));

/** `x = ANY (array)`: null too where the array has a null element and none that decides. */
const arrayComparison: Rule = (node, scope, ctx) => {
  const [scalar, array] = nodesOf(node, 'args');
  if (scalar === undefined || array === undefined) return 'unknown';
  const inputs = [ctx.nullability(scalar, scope), ctx.nullability(array, scope), elements(array, scope, ctx)];
  return callResult(ctx, intOf(node, 'opfuncid'), inputs);
};

function elements(array: PgNode, scope: Scope, ctx: Context): Nullability {
  if (array.tag === 'CONST') return hasNullBitmap(array) ? 'yes' : 'no';
  if (array.tag === 'RELABELTYPE' || array.tag === 'ARRAYCOERCEEXPR') {
    const inner = nodeOf(array, 'arg');
    return inner === null ? 'unknown' : elements(inner, scope, ctx);
  }
  if (array.tag !== 'ARRAYEXPR' || boolOf(array, 'multidims')) return 'unknown';
  return worst(nodesOf(array, 'elements').map((element) => ctx.nullability(element, scope)));
}

/** An array's header is length, dimensions, offset to the data (0 where no bitmap of nulls stands before them): int4 each. */
function hasNullBitmap(array: PgNode): boolean {
  const value = array.fields.get('constvalue');
  if (typeof value !== 'object' || value === null || value.kind !== 'bytes') return true;
  return value.bytes.length < 12 || value.bytes.slice(8, 12).some((byte) => byte !== 0);
}

/** Function calls, operators, and comparisons that are operators inside. */
export const CALL_RULES: Readonly<Record<string, Rule>> = {
  FUNCEXPR: functionCall,
  OPEXPR: operatorCall,
  SCALARARRAYOPEXPR: arrayComparison,
};
