import type { Catalog, PgType, Relation } from '../catalog/types.js';
import type { TableSpec } from '../config/types.js';

type Owner = Pick<Relation | PgType, 'schema' | 'schemaKind' | 'name'>;

/** How `tables:` may write an object's name: `orders`, `shared.countries`, `tenant_template.orders`; `cognition.users` only so. */
export function specNames(owner: Owner): readonly string[] {
  const qualified = `${owner.schema}.${owner.name}`;
  if (owner.schemaKind === 'cognition') return [qualified];
  return owner.schemaKind === 'template' ? [owner.name, qualified] : [qualified, owner.name];
}

/** The entry of `tables:` for a table, view, enum or composite; null where the user says nothing. */
export function tableSpecOf(specs: readonly TableSpec[], owner: Owner): TableSpec | null {
  const names = specNames(owner);
  return specs.find((spec) => spec.table === names[0]) ?? specs.find((spec) => spec.table === names[1]) ?? null;
}

/** Quoted as YAML needs it, for the lines that hints print. */
export function yamlKey(text: string): string {
  return /^[A-Za-z_][A-Za-z0-9_.]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text);
}

/** Everything that `tables:` may speak of. */
export function namedOwners(catalog: Catalog): readonly (Relation | PgType)[] {
  const types = Object.values(catalog.types).filter((type) => type.kind === 'enum' || (type.kind === 'composite' && type.relation === null));
  return [...catalog.relations, ...types];
}
