import { boolOf, intOf, nodesOf, type PgNode } from './node.js';

const SELECT = 1;

/** The entries of a query's output: its target list, or RETURNING of a write; without columns only used for sorting. */
export function outputEntries(query: PgNode): readonly PgNode[] {
  const list = intOf(query, 'commandType') === SELECT ? 'targetList' : 'returningList';
  return nodesOf(query, list).filter((entry) => !boolOf(entry, 'resjunk'));
}
