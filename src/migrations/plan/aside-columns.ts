import type { FactBase } from '@supabase/pg-delta';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { objectName, schemaOf, textOf } from './facts.js';
import { draft, type Draft } from './work.js';

export interface States {
  readonly from: FactBase;
  readonly to: FactBase;
  readonly templateSchema: string;
}

/**
 * What gives tenants' generated columns the new one of a function that was set aside: their expression says the same as
 * before, and so the engine leaves them with the old one.
 *
 * @param sql the function's DROP: `drop function shared.price(integer)`
 */
export function asideColumns({ from, to, templateSchema }: States, sql: string): readonly Draft[] {
  const routines = from.facts().flatMap(({ id }) => ('args' in id && schemaOf(id) !== templateSchema && sql.trimEnd().endsWith(` ${quoteQualified(id.schema, id.name)}(${id.args.join(', ')})`) ? [id] : []));
  return routines.flatMap((routine) => from.incomingEdges(routine)).flatMap(({ from: id }) => {
    if (id.kind !== 'column' || id.schema !== templateSchema) return [];
    const value = textOf(to.get(id), 'generatedExpr');
    const object = objectName(id, templateSchema);
    if (value === null || value !== textOf(from.get(id), 'generatedExpr')) return [];
    return [draft(`ALTER TABLE ${quoteQualified(id.schema, id.table)} ALTER COLUMN ${quoteIdentifier(id.name)} SET EXPRESSION AS (${value})`, { hazards: [{ kind: 'rewrites', object }, { kind: 'may-fail', object }] })];
  });
}
