import type { Nullability } from '../types.js';
import { worst } from './context.js';
import { variableKey } from './grouping.js';
import { intOf, nodeOf, nodesOf, type PgNode } from './node.js';
import { nullingJoins } from './nulling-joins.js';
import { always, type Rule } from './rule.js';
import { entryOf, outerScope } from './scope.js';
import { sourceColumn, writtenColumn } from './sources.js';
import type { Context, Scope } from './types.js';

const UPDATE = 2;
const INSERT = 3;
const DELETE = 4;
const MERGE = 5;
const OLD = 1;
const NEW = 2;
const RTE_JOIN = 2;
const JOIN_FULL = 2;

/** A column of FROM: what its source says, after the outer joins above it and the proofs of WHERE and ON. */
const variable: Rule = (node, here, ctx) => {
  const scope = outerScope(here, intOf(node, 'varlevelsup'));
  if (scope === null) return 'unknown';
  const { query, groups, facts } = scope.level;
  const command = intOf(query, 'commandType');
  if (command === MERGE || (command !== 1 && intOf(node, 'varno') === intOf(query, 'resultRelation'))) return returned(node, command, scope, ctx);
  if (scope.grouped && groups.variables.has(variableKey(node))) return 'yes';
  const nulling = nullingJoins(node, scope);
  if (isKnown(node, nulling, scope) || isProven(facts.notNull.get(variableKey(node)), nulling)) return 'no';
  return nulling.length > 0 ? 'yes' : sourceNullability(node, scope, ctx);
};

function isKnown(node: PgNode, nulling: readonly number[], scope: Scope): boolean {
  return isProven(scope.known.get(variableKey(node)), nulling);
}

/** A proof holds for a variable if no outer join has nulled it since. */
function isProven(proof: readonly number[] | undefined, nulling: readonly number[]): boolean {
  return proof !== undefined && nulling.every((join) => proof.includes(join));
}

function sourceNullability(node: PgNode, scope: Scope, ctx: Context): Nullability {
  const entry = entryOf(scope, intOf(node, 'varno'));
  if (entry !== null && intOf(entry, 'rtekind') === RTE_JOIN && intOf(entry, 'jointype') === JOIN_FULL) return merged(entry, node, scope, ctx);
  return sourceColumn(scope, intOf(node, 'varno'), intOf(node, 'varattno'), ctx).nullability;
}

/**
 * `full join ... using (id)`: id is `coalesce(left.id, right.id)` and one of both sides is real, so it is not null if
 * neither column was before this join.
 */
function merged(entry: PgNode, node: PgNode, scope: Scope, ctx: Context): Nullability {
  const column = intOf(node, 'varattno');
  const expression = column > 0 ? entry.fields.get('joinaliasvars') : undefined;
  const item = typeof expression === 'object' && expression?.kind === 'list' ? expression.items[column - 1] : undefined;
  if (typeof item !== 'object' || item?.kind !== 'node') return 'unknown';
  if (item.tag !== 'COALESCEEXPR') return ctx.nullability(item, scope);
  const matched: Scope = { ...scope, matched: new Set([...scope.matched, intOf(node, 'varno')]) };
  return worst(nodesOf(item, 'args').map((side) => ctx.nullability(side, matched)));
}

/**
 * RETURNING. A row that INSERT or UPDATE wrote obeys NOT NULL, but no longer WHERE; a deleted row still does. OLD of an
 * insert and NEW of a delete are null. MERGE may write, delete or find no source row: only its target's own row is known.
 */
function returned(node: PgNode, command: number, scope: Scope, ctx: Context): Nullability {
  const row = intOf(node, 'varreturningtype');
  const target = intOf(node, 'varno') === intOf(scope.level.query, 'resultRelation');
  if (!target || (command === MERGE && row !== 0) || (command === INSERT && row === OLD) || (command === DELETE && row === NEW)) return 'yes';
  const column = writtenColumn(scope, intOf(node, 'varno'), intOf(node, 'varattno'), ctx);
  if (column.nullability === 'unknown') return 'unknown';
  const wasRead = command === DELETE || (command === UPDATE && row === OLD);
  const key = `${intOf(node, 'varno')}.${intOf(node, 'varattno')}`;
  if (isKnown(node, [], scope) || (wasRead && isProven(scope.level.facts.notNull.get(key), []))) return 'no';
  return column.nullability;
}

export const VARIABLE_RULES: Readonly<Record<string, Rule>> = {
  VAR: variable,
  // The only field known never to be null would need the composite's own rules; the server has none for attributes.
  FIELDSELECT: (node, scope, ctx) => (ctx.nullability(nodeOf(node, 'arg'), scope) === 'yes' ? 'yes' : 'unknown'),
  CURRENTOFEXPR: always('unknown'),
};
