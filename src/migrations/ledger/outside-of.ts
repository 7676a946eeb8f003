import { child, children, strings, tagged, text } from '../../catalog/ast.js';
import type { Grammar, SqlStatement } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { Outside } from './types.js';

/**
 * Whether PostgreSQL refuses a statement in a transaction, and how to tell what became of it: null for what it takes.
 * A name is needed for that, so an index has one.
 *
 * @throws what `refuse` makes for a statement that could not be told about
 */
export function outsideOf({ tag, ast }: SqlStatement, refuse: (why: string) => Error): Outside | null {
  if (tag === 'IndexStmt' && ast['concurrent'] === true) {
    const name = text(ast, 'idxname');
    if (name === null) throw refuse('an index that is made concurrently needs a name: what was left of it could not be found');
    return { does: 'create index', name, table: text(child(ast, 'relation'), 'relname') ?? '' };
  }
  if (tag === 'DropStmt' && ast['concurrent'] === true) {
    const name = children(ast, 'objects').flatMap((one) => strings(child(one, 'List'), 'items')).at(-1);
    if (name === undefined) throw refuse('drop index concurrently without a name');
    return { does: 'drop index', name };
  }
  if (tag === 'AlterTableStmt') return detached(ast);
  if (tag === 'VacuumStmt') return { does: 'again' };
  return tag === 'ReindexStmt' && tagged(ast, 'params', 'DefElem').some((one) => text(one, 'defname') === 'concurrently') ? reindexed(ast) : null;
}

function reindexed(ast: SqlStatement['ast']): Outside {
  const name = text(child(ast, 'relation'), 'relname');
  return name === null ? { does: 'again' } : { does: 'again', reindexes: { object: text(ast, 'kind') === 'REINDEX_OBJECT_INDEX' ? 'index' : 'table', name } };
}

function detached(ast: SqlStatement['ast']): Outside | null {
  const [command] = tagged(ast, 'cmds', 'AlterTableCmd').filter((one) => text(one, 'subtype') === 'AT_DetachPartition');
  const partition = child(child(command ?? null, 'def'), 'PartitionCmd');
  if (partition?.['concurrent'] !== true) return null;
  return { does: 'detach', table: text(child(ast, 'relation'), 'relname') ?? '', partition: quoteIdentifier(text(child(partition, 'name'), 'relname') ?? '') };
}

/** What the template gets: the same without CONCURRENTLY; null for what leaves no trace in a schema. */
export function withoutConcurrently(grammar: Grammar, sql: string, { does }: Outside): string | null {
  if (does === 'again') return null;
  const found = grammar.scan(sql).find((token) => token.kind === 'keyword' && token.text.toLowerCase() === 'concurrently');
  return found === undefined ? sql : `${sql.slice(0, found.start)}${sql.slice(found.end)}`;
}
