import type { Catalog, Oid, PgType } from '../catalog/types.js';

const ownKinds: readonly PgType['schemaKind'][] = ['template', 'shared', 'extensions'];

/** True for enums and composites that get a name in the API; row types of system tables do not. */
export function isNamedType(type: PgType): boolean {
  if (!ownKinds.includes(type.schemaKind)) return false;
  return type.kind === 'enum' ? type.labels.length > 0 : type.kind === 'composite' && type.attributes.length > 0;
}

/** Why a column or argument of this type cannot be in the API; null where it can. Every base type can: as text. */
export function whyUnsayable(catalog: Catalog, oid: Oid): string | null {
  const type = catalog.types[oid];
  if (type === undefined) return 'its type is not known';
  const inner = type.kind === 'array' ? type.element : type.kind === 'domain' ? type.base : null;
  if (inner !== null) return whyUnsayable(catalog, inner);
  if (type.kind === 'pseudo') return `values of type ${type.name} cannot be sent or returned`;
  if (type.kind === 'composite' && !isNamedType(type)) return `the composite type ${type.schema}.${type.name} has no type in the API`;
  return null;
}
