import type { Catalog, Relation } from '../catalog/types.js';
import type { TableSpec } from '../config/types.js';
import { info } from '../source/diagnostic.js';
import { camelCase, pascalCase } from './casing.js';
import type { Claim, Draft } from './draft.js';
import { plural, singular } from './inflect.js';
import { nameFields } from './name-fields.js';
import { isReservedType } from './reserved.js';
import { whyUnsayable } from './sayable-type.js';
import { yamlKey } from './table-specs.js';
import type { RelationNames } from './types.js';
import { checkTypeName } from './wished-name.js';

/** Why a relation is not in the API, or null. Rows of a partition are reached through its parent. */
export function whyNoRelation(relation: Relation): { readonly code: string; readonly reason: string } | null {
  if (relation.partitionOf !== null) return { code: 'PGC310', reason: 'a partition is served by its parent' };
  if (relation.schemaKind !== 'template' && relation.schemaKind !== 'shared') return { code: 'PGC311', reason: `tables of schema ${relation.schema} are not in the API` };
  return null;
}

/** `table orders`, `view shared.totals`. */
export function relationText(relation: Relation): string {
  const kind = relation.kind === 'partitioned' ? 'table' : relation.kind;
  return `${kind} ${relation.schemaKind === 'template' ? '' : `${relation.schema}.`}${relation.name}`;
}

/** Names of one table or view and its columns; null where no column is left to name. */
export function nameRelation(catalog: Catalog, relation: Relation, spec: TableSpec | null): Draft<RelationNames | null> {
  const columns = relation.columns.map(({ name, span, type }) => ({ name, span: span ?? relation.span, reason: whyUnsayable(catalog, type) }));
  const fields = nameFields({ name: relation.name, spec, columns });
  const object = relationText(relation);
  if (Object.keys(fields.value).length === 0) {
    return { ...fields, value: null, leftOut: [...fields.leftOut, { object, code: 'PGC316', reason: 'none of its columns is in the API' }] };
  }
  const chosen = chooseType(relation, spec);
  const words = spec?.type == null ? relation.name : spec.type.name;
  const value: RelationNames = {
    type: chosen.claim.name, one: camelCase(singular(words)), many: camelCase(plural(words)), manyType: pascalCase(plural(words)), columns: fields.value,
  };
  return { value, claims: [chosen.claim], diagnostics: [...chosen.diagnostics, ...fields.diagnostics], leftOut: fields.leftOut };
}

function chooseType(relation: Relation, spec: TableSpec | null): { readonly claim: Claim; readonly diagnostics: Draft<unknown>['diagnostics'] } {
  const owner = relationText(relation);
  const wish = spec?.type ?? null;
  const problem = wish === null ? null : checkTypeName(wish.name, wish.span);
  const usual = pascalCase(singular(relation.name));
  const reserved = isReservedType(usual);
  const name = wish !== null && problem === null ? wish.name : reserved ? `${usual.replace(/^AWS/, 'Aws')}Record` : usual;
  const line = `tables: { ${yamlKey(relation.name)}: { type: ${name}2 } }`;
  const said = problem ?? (reserved && wish === null ? info('PGC307', `${owner} is type ${name}: ${usual} is reserved`, relation.span, line) : null);
  return { claim: { name, owner, span: wish?.span ?? relation.span, wayOut: line }, diagnostics: said === null ? [] : [said] };
}
