import { text } from '../../../catalog/ast.js';
import type { AstNode } from '../../../parse/types.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import type { StepHome } from '../../types.js';
import { NotKnown, type Future, type FutureTable } from './future.js';
import type { TableFact } from './types.js';

/** `orders`, `shared.plans`: of a relation as a step of this home names it; null where it is in another schema. */
export function tableName({ templateSchema }: Pick<Future, 'templateSchema'>, relation: AstNode | null, home: StepHome): string | null {
  const name = text(relation, 'relname');
  const schema = text(relation, 'schemaname') ?? (home === 'shared' ? 'shared' : templateSchema);
  if (name === null) return null;
  return schema === templateSchema ? name : schema === 'shared' ? `shared.${name}` : null;
}

/** @throws NotKnown for a table that nothing is known about */
export function findTable(future: Future, relation: AstNode | null, home: StepHome): FutureTable {
  if (future.lost !== null) throw new NotKnown(future.lost);
  const name = tableName(future, relation, home);
  if (name === null) throw new NotKnown(`${text(relation, 'schemaname') ?? ''}.${text(relation, 'relname') ?? ''} is not the tenant's to read`);
  const found = future.tables.get(name);
  if (found === undefined) throw new NotKnown(`${text(relation, 'relname') ?? 'its table'} is not there yet`);
  return found;
}

/** A relation by the name that facts have. */
export const named = (name: string): AstNode => (name.startsWith('shared.') ? { relname: name.slice('shared.'.length), schemaname: 'shared' } : { relname: name });

export function change({ tables }: Pick<Future, 'tables'>, name: string, how: (fact: TableFact) => TableFact): void {
  const table = tables.get(name);
  if (table !== undefined) tables.set(name, { ...table, fact: how(table.fact) });
}

/** Whether a text has a name among its words. */
export function mentions({ grammar }: Pick<Future, 'grammar'>, sql: string, name: string): boolean {
  return grammar.scan(sql).some(({ kind, text: word }) => kind !== 'string' && (word === quoteIdentifier(name) || word.toLowerCase() === name));
}
