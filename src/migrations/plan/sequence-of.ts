import type { Fact, FactBase } from '@supabase/pg-delta';
import { isNode } from '../../parse/tree.js';
import { keyOf, nameOf, ofKind, schemaOf, textOf, type ColumnId } from './facts.js';
import type { TableName } from './read-change.js';

/** Where the numbers of a column come from. */
export interface ColumnSequence {
  readonly kind: 'identity' | 'serial';
  readonly name: TableName;
  /** Of the sequence: `increment`, `minValue`, `maxValue`, as texts. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The sequence of an identity column, or that which belongs to a column, as `serial` makes it; null where there is none, or not one. */
export function sequenceOf(base: FactBase, id: ColumnId): ColumnSequence | null {
  const identity = base.get(id)?.payload['identity'];
  if (isNode(identity)) {
    const name = nameIn(identity['sequence']);
    return name === null ? null : { kind: 'identity', name, options: isNode(identity['options']) ? identity['options'] : {} };
  }
  const [own, other] = ofKind(base, 'sequence').filter((fact) => ownerOf(fact) === keyOf(id));
  return own === undefined || other !== undefined ? null : { kind: 'serial', name: { schema: schemaOf(own.id) ?? '', name: nameOf(own.id) }, options: own.payload };
}

function ownerOf(fact: Fact): string | null {
  const owner = fact.payload['ownedBy'];
  return !isNode(owner) ? null : keyOf({ kind: 'column', schema: String(owner['schema']), table: String(owner['table']), name: String(owner['column']) });
}

function nameIn(value: unknown): TableName | null {
  return isNode(value) ? { schema: String(value['schema']), name: String(value['name']) } : null;
}

/** `bigint` and the like: what a sequence counts in. */
export function isCounted(fact: Fact | undefined): boolean {
  return ['smallint', 'integer', 'bigint'].includes(textOf(fact, 'type') ?? '');
}
