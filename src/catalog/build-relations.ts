import { compareCodePoints } from '../source/compare-code-points.js';
import { toColumns, type RawColumn } from './columns.js';
import { toChecks, toForeignKeys, type RawConstraint } from './constraints.js';
import type { RawFunction } from './functions.js';
import { toIndexes, toKeys, type RawIndex } from './keys.js';
import type { RawType } from './pg-types.js';
import { toPolicies, type RawPolicy } from './policies.js';
import { relationPrivileges } from './privileges.js';
import { relationKinds, updatable, type RawRelation } from './relations.js';
import { schemaKind, type Scope } from './scope.js';
import type { RawSequence } from './sequences.js';
import type { Spans } from './spans.js';
import { toTriggers, type RawTrigger } from './triggers.js';
import type { Oid, Relation } from './types.js';

/** The documents as the server gave them, one list a kind. */
export interface RawCatalog {
  readonly relations: readonly RawRelation[];
  readonly columns: readonly RawColumn[];
  readonly indexes: readonly RawIndex[];
  readonly constraints: readonly RawConstraint[];
  readonly policies: readonly RawPolicy[];
  readonly triggers: readonly RawTrigger[];
  readonly functions: readonly RawFunction[];
  readonly sequences: readonly RawSequence[];
  readonly types: readonly RawType[];
  readonly facts: readonly { readonly version: number; readonly extensions: readonly string[] | null; readonly schemas: readonly string[] }[];
}

/** What belongs to a relation, by its oid. */
export interface RawGroups {
  readonly columns: ReadonlyMap<Oid, readonly RawColumn[]>;
  readonly indexes: ReadonlyMap<Oid, readonly RawIndex[]>;
  readonly constraints: ReadonlyMap<Oid, readonly RawConstraint[]>;
  readonly policies: ReadonlyMap<Oid, readonly RawPolicy[]>;
  readonly triggers: ReadonlyMap<Oid, readonly RawTrigger[]>;
}

export function groupRaws(raw: RawCatalog): RawGroups {
  return {
    columns: byRelation(raw.columns),
    indexes: byRelation(raw.indexes),
    constraints: byRelation(raw.constraints),
    policies: byRelation(raw.policies),
    triggers: byRelation(raw.triggers),
  };
}

function byRelation<T extends { readonly relation: Oid }>(raws: readonly T[]): ReadonlyMap<Oid, readonly T[]> {
  const groups = new Map<Oid, T[]>();
  for (const raw of raws) {
    const group = groups.get(raw.relation);
    if (group === undefined) groups.set(raw.relation, [raw]);
    else group.push(raw);
  }
  return groups;
}

export function buildRelations(raw: RawCatalog, groups: RawGroups, scope: Scope, spans: Spans): readonly Relation[] {
  return raw.relations
    .map((one) => toRelation(one, groups, scope, spans))
    .sort((a, b) => compareCodePoints(a.schema, b.schema) || compareCodePoints(a.name, b.name));
}

function toRelation(raw: RawRelation, groups: RawGroups, scope: Scope, spans: Spans): Relation {
  const privileges = relationPrivileges(scope.roles, raw.privileges);
  const constraints = groups.constraints.get(raw.oid) ?? [];
  const indexes = groups.indexes.get(raw.oid) ?? [];
  return {
    kind: relationKinds[raw.kind],
    oid: raw.oid,
    schema: raw.schema,
    schemaKind: schemaKind(scope, raw.schema),
    name: raw.name,
    rowType: raw.row_type,
    columns: toColumns(groups.columns.get(raw.oid) ?? [], scope.roles, privileges, spans),
    keys: toKeys(indexes),
    foreignKeys: toForeignKeys(constraints, spans),
    checks: toChecks(constraints),
    policies: toPolicies(groups.policies.get(raw.oid) ?? [], scope.roles, spans),
    triggers: toTriggers(groups.triggers.get(raw.oid) ?? []),
    rowSecurity: raw.row_security,
    forceRowSecurity: raw.force_row_security,
    securityInvoker: raw.security_invoker,
    partitionOf: raw.partition ? (raw.parents?.[0] ?? null) : null,
    inherits: raw.partition ? [] : (raw.parents ?? []),
    updatable: updatable(raw),
    privileges,
    indexes: toIndexes(indexes),
    comment: raw.comment,
    span: spans.object('pg_class', raw.oid),
  };
}
