import type { Relation } from '../../catalog/types.js';
import type { Settings } from '../../config/types.js';
import { specNames } from '../../names/table-specs.js';
import { warning } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { FieldStatement } from '../types.js';

/** A field that nobody may call, and the server's reason. */
export interface Uncallable {
  readonly field: FieldStatement;
  readonly why: string;
}

/**
 * Fields that the generator offered of its own accord are left out when nobody may call them, with one warning a table:
 * a view can only be seen to read what its callers may not when it is planned. Fields that the spec names stay.
 */
export function dropImplied(relations: readonly Relation[], settings: Settings, uncallable: readonly Uncallable[]): Staged<ReadonlySet<FieldStatement>> {
  const dropped = uncallable.flatMap(({ field, why }) => {
    const relation = impliedBy(relations, settings, field);
    return relation === null ? [] : [{ field, why, relation }];
  });
  const tables = [...new Set(dropped.map(({ relation }) => relation))];
  return {
    value: new Set(dropped.map(({ field }) => field)),
    diagnostics: tables.map((relation) => leftOut(relation, dropped.filter((one) => one.relation === relation))),
  };
}

function leftOut(relation: Relation, all: readonly Uncallable[]): Diagnostic {
  const names = all.map(({ field }) => `${field.parent}.${field.field}`).join(', ');
  return warning('PGC280', `nobody may call ${names}, left out: ${all[0]?.why ?? ''}`, relation.span, `grant what it needs to a role, or name the operations of ${relation.name} that you want under crud:`);
}

function impliedBy(relations: readonly Relation[], { spec }: Settings, field: FieldStatement): Relation | null {
  const { origin, result } = field;
  if (result.kind !== 'relation' || (origin !== 'crud' && origin !== 'relation')) return null;
  const relation = relations.find(({ oid }) => oid === result.relation);
  if (relation === undefined) return null;
  const names = specNames(relation);
  const implied = origin === 'relation' ? spec.relations === 'auto' : spec.crud.every(({ table, operations }) => operations === null || !names.includes(table));
  return implied ? relation : null;
}
