import type { ResolverSpec } from '../../config/types.js';
import { pascalCase } from '../../names/casing.js';
import { error } from '../../source/diagnostic.js';
import type { Span } from '../../source/types.js';
import type { ResultColumn } from '../types.js';
import type { CustomContext } from './context.js';
import { hasKeyOf, isRowOf } from './fits-relation.js';
import { relationRows, saidType, specRows, type Result, type SaidType } from './said-type.js';

export interface ResultInput {
  readonly spec: ResolverSpec;
  readonly columns: readonly ResultColumn[];
  /** A write without RETURNING. */
  readonly nothing: boolean;
  /** Of the statement. */
  readonly span: Span;
}

/**
 * The type of the rows: what `returns` says, if they fit; a table's, where they have all its columns and no others, each
 * at least as non-null; with `type:` an extension of the table whose key they have; else a type of their own.
 */
export async function resultType(context: CustomContext, input: ResultInput): Promise<SaidType> {
  const { spec, columns } = input;
  if (spec.returns !== null && !countIsMeant(spec, input.nothing)) return saidType(context, spec.returns, columns);
  if (input.nothing) return plain({ kind: 'count' });
  if (columns.every(({ hidden }) => hidden)) {
    return { ...plain({ kind: 'count' }), diagnostics: [error('PGC236', 'the result has no columns', input.span, 'select at least one, or say returning *')] };
  }
  if (spec.type !== null) return namedType(context, spec.type.name, spec.type.span, columns);
  const same = context.catalog.relations.find((relation) => isRowOf(context, relation, columns));
  return plain(same === undefined ? { kind: 'own', name: ownName(spec) } : { kind: 'relation', relation: same.oid });
}

const plain = (result: Result): SaidType => ({ result, scalar: false, diagnostics: [] });

/** `returns: int` for a write without RETURNING is the number of rows. */
function countIsMeant(spec: ResolverSpec, nothing: boolean): boolean {
  return nothing && spec.returns !== null && !spec.returns.list && /^(?:int|integer|int4)$/i.test(spec.returns.name);
}

function ownName({ parent, field }: ResolverSpec): string {
  return parent === 'Query' || parent === 'Mutation' ? `${pascalCase(field)}Result` : `${parent}${pascalCase(field)}`;
}

/** `type: OrderHit` */
async function namedType(context: CustomContext, name: string, span: Span, columns: readonly ResultColumn[]): Promise<SaidType> {
  const relation = context.catalog.relations.find(({ oid }) => context.names.relations[oid]?.type === name);
  if (relation !== undefined) return relationRows(context, name, columns, span);
  const spec = context.settings.spec.types.find((one) => one.name === name);
  if (spec !== undefined) return specRows(context, spec, columns, span);
  const base = context.catalog.relations.find((one) => hasKeyOf(context, one, columns));
  return plain(base === undefined ? { kind: 'own', name } : { kind: 'extends', relation: base.oid, name });
}
