import type { Catalog, Oid, PgType } from '../catalog/types.js';
import type { Settings, TypeSpec } from '../config/types.js';
import type { Diagnostic, Staged } from '../source/types.js';
import { checkTableSpecs } from './check-table-specs.js';
import type { Claim, Draft, LeftOut } from './draft.js';
import { findClashes } from './find-clashes.js';
import { nameFunctions } from './name-functions.js';
import { isMembersRelation, nameMembers } from './name-members.js';
import { nameRelation, relationText, whyNoRelation } from './name-relation.js';
import { nameType } from './name-type.js';
import { isNamedType } from './sayable-type.js';
import { tableSpecOf } from './table-specs.js';
import type { Names, RelationNames, TypeNames } from './types.js';

type Drafts<T> = readonly (readonly [Oid, Draft<T>])[];

/**
 * Chooses every name of the API once, from the catalog and `tables:` of the spec. What two objects would share is an
 * error at both; what cannot be in the API is in `leftOut` with a code. Same catalog and spec, same names.
 */
export function chooseNames(catalog: Catalog, settings: Settings): Staged<Names> {
  const members = nameMembersOf(catalog, settings);
  const relations = [...members, ...nameRelations(catalog, settings)];
  const first = [...relations.flatMap(([, draft]) => draft.claims), ...specClaims([...settings.spec.types, ...settings.spec.inputs])];
  const types = nameTypes(catalog, settings, new Set(first.map(({ name }) => name)));
  const functions = nameFunctions(catalog);
  const drafts = [...relations, ...types].map(([, draft]) => draft);
  const claims = [...first, ...types.flatMap(([, draft]) => draft.claims)];
  const named = new Map(relations.flatMap(([oid, { value }]) => (value === null ? [] : [[oid, value] as const])));
  return {
    value: {
      kind: 'names',
      relations: Object.fromEntries(named),
      types: { ...Object.fromEntries(types.map(([oid, { value }]) => [oid, value])), ...otherTypes(catalog, settings, named, claims) },
      functions: functions.value,
      leftOut: [...skipped(catalog), ...drafts.flatMap((draft) => draft.leftOut), ...emptyEnums(catalog), ...functions.leftOut],
    },
    diagnostics: [...checkTableSpecs(catalog, settings.spec.tables), ...drafts.flatMap((draft) => draft.diagnostics), ...typeClashes(claims, members.flatMap(([, draft]) => draft.claims))],
  };
}

/** What `members: true` brings along is told apart, and stands last: the user's own objects have places to point at. */
function typeClashes(claims: readonly Claim[], members: readonly Claim[]): readonly Diagnostic[] {
  const theirs = claims.filter((one) => !members.includes(one));
  const touched = theirs.filter(({ name }) => members.some((one) => one.name === name));
  return [...findClashes('PGC263', 'type', [...touched, ...members]), ...findClashes('PGC300', 'type', theirs.filter((one) => !touched.includes(one)))];
}

function nameRelations(catalog: Catalog, settings: Settings): Drafts<RelationNames | null> {
  const taken = catalog.relations.filter((relation) => whyNoRelation(relation) === null);
  return taken.map((relation) => [relation.oid, nameRelation(catalog, relation, tableSpecOf(settings.spec.tables, relation))]);
}

function nameMembersOf(catalog: Catalog, settings: Settings): Drafts<RelationNames | null> {
  const taken = settings.spec.members ? catalog.relations.filter(isMembersRelation) : [];
  return taken.map((relation) => [relation.oid, nameMembers(relation, tableSpecOf(settings.spec.tables, relation))]);
}

function nameTypes(catalog: Catalog, settings: Settings, taken: ReadonlySet<string>): Drafts<TypeNames> {
  const own = Object.values(catalog.types).filter((type) => isNamedType(type) && type.relation === null && type.extension === null);
  return own.map((type) => [type.oid, nameType(catalog, type, tableSpecOf(settings.spec.tables, type), taken)]);
}

/**
 * Types that take what names are left, with a number where need be: composites and enums of extensions, and row types
 * of tables as values (a column of type `orders`, an argument): `OrderRow`, whose fields may all be null because NOT NULL
 * holds for the table only.
 */
function otherTypes(catalog: Catalog, settings: Settings, named: ReadonlyMap<Oid, RelationNames>, claims: readonly Claim[]): Record<Oid, TypeNames> {
  const used = new Set(claims.map(({ name }) => name));
  const types: Record<Oid, TypeNames> = {};
  const add = (oid: Oid, names: TypeNames): void => {
    const type = freeName(names.type, used);
    used.add(type);
    types[oid] = { ...names, type };
  };
  for (const { oid, rowType } of catalog.relations) {
    const names = named.get(oid);
    if (names !== undefined) add(rowType, { type: `${names.type}Row`, attributes: names.columns, labels: {} });
  }
  for (const type of Object.values(catalog.types)) {
    if (type.extension === null || type.relation !== null || !isNamedType(type)) continue;
    add(type.oid, nameType(catalog, type, tableSpecOf(settings.spec.tables, type), used).value);
  }
  return types;
}

function freeName(wished: string, used: ReadonlySet<string>): string {
  let name = wished;
  for (let number = 2; used.has(name); number += 1) name = `${wished}${number}`;
  return name;
}

function specClaims(types: readonly TypeSpec[]): readonly Claim[] {
  return types.map(({ name, span }) => ({ name, owner: `${name} of the spec`, span, wayOut: `write ${name}2 for ${name}` }));
}

function skipped(catalog: Catalog): readonly LeftOut[] {
  return catalog.relations.flatMap((relation) => {
    const why = relation.schemaKind === 'cognition' ? null : whyNoRelation(relation);
    return why === null ? [] : [{ object: relationText(relation), ...why }];
  });
}

function emptyEnums(catalog: Catalog): readonly LeftOut[] {
  const empty = (type: PgType): boolean => type.kind === 'enum' && type.labels.length === 0 && type.schemaKind !== 'pg_catalog';
  return Object.values(catalog.types).filter(empty).map(({ name }) => ({ object: `enum ${name}`, code: 'PGC317', reason: 'it has no labels: its values are String' }));
}
