import { intOf, nodesOf, nodeOf, numbersOf, type PgNode } from './node.js';

/** What GROUPING SETS, ROLLUP or CUBE turn into null in rows that do not group by it. */
export interface NullableGroups {
  /** Variables, by key. */
  readonly variables: ReadonlySet<string>;
  /** Other expressions, by their comparable text. */
  readonly expressions: ReadonlySet<string>;
  /** A row can come from no input row at all: no GROUP BY, or an empty grouping set. */
  readonly emptyGroup: boolean;
}

/**
 * Grouped expressions that some grouping set leaves out. PostgreSQL 18 marks them in the tree (RTE_GROUP with
 * varnullingrels); for 17, which does not, they are found by comparing expressions as the server does.
 */
export function nullableGroups(query: PgNode): NullableGroups {
  const sets = nodesOf(query, 'groupingSets');
  const common = new Set(sets.flatMap((set) => [...alwaysGrouped(set)]));
  const grouped = sets.length === 0 ? [] : nodesOf(query, 'targetList').filter((entry) => {
    const reference = intOf(entry, 'ressortgroupref');
    return reference !== 0 && !common.has(reference) && isGroupKey(query, reference);
  });
  const expressions = grouped.flatMap((entry) => nodeOf(entry, 'expr') ?? []);
  return {
    variables: new Set(expressions.filter((node) => node.tag === 'VAR').map(variableKey)),
    expressions: new Set(expressions.filter((node) => node.tag !== 'VAR').map(comparableText)),
    emptyGroup: sets.length > 0 ? sets.every(hasEmptySet) : nodesOf(query, 'groupClause').length === 0,
  };
}

/** `varno.varattno`: a variable among those of its level; OLD and NEW of RETURNING (18) are others, `varno.varattno.1`. */
export function variableKey(variable: PgNode): string {
  const row = intOf(variable, 'varreturningtype');
  return `${intOf(variable, 'varno')}.${intOf(variable, 'varattno')}${row === 0 ? '' : `.${row}`}`;
}

/** A node's text without what the server's equal() passes over: how a name was written, how a cast was spelled. */
export function comparableText(node: PgNode): string {
  return node.text.replace(/ :(?:varnosyn|varattnosyn|funcformat|relabelformat|coerceformat|coercionformat|row_format|location) -?\d+/g, '');
}

function isGroupKey(query: PgNode, reference: number): boolean {
  return nodesOf(query, 'groupClause').some((clause) => intOf(clause, 'tleSortGroupRef') === reference);
}

const SIMPLE = 1;
const SETS = 4;

/** References that are in every set a GROUPING SETS item stands for. ROLLUP and CUBE contain the empty set. */
function alwaysGrouped(set: PgNode): ReadonlySet<number> {
  if (intOf(set, 'kind') === SIMPLE) return new Set(numbersOf(set, 'content'));
  if (intOf(set, 'kind') !== SETS) return new Set();
  const [first, ...rest] = nodesOf(set, 'content').map(alwaysGrouped);
  return new Set([...(first ?? [])].filter((reference) => rest.every((other) => other.has(reference))));
}

/** The product of several items has the empty set where each of them has it. */
function hasEmptySet(set: PgNode): boolean {
  const kind = intOf(set, 'kind');
  if (kind === SIMPLE) return numbersOf(set, 'content').length === 0;
  return kind === SETS ? nodesOf(set, 'content').some(hasEmptySet) : true;
}

