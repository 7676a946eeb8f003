import type { Oid } from '../catalog/types.js';
import type { FieldStatement } from '../statements/types.js';
import { claim } from './claim.js';
import { description } from './description.js';
import type { Draft } from './draft.js';
import { own } from './own.js';

/** The GraphQL enum of a PostgreSQL enum; its name. Labels that GraphQL cannot say are explained above the type. */
export function enumType(draft: Draft, oid: Oid): string {
  const type = draft.catalog.types[oid];
  const names = draft.names.types[oid];
  if (type === undefined || names === undefined) throw new Error(`graphql: enum ${oid} has no name`);
  if (!claim(draft, names.type, { key: `type:${oid}`, what: `the enum ${type.name}`, span: type.span })) return names.type;
  if (draft.enums.has(names.type)) return names.type;
  const values = type.labels.flatMap((label) => own(names.labels, label) ?? []);
  const renamed = type.labels.filter((label) => (own(names.labels, label) ?? label) !== label);
  const mapping = renamed.map((label) => description(`${own(names.labels, label) ?? ''}: '${label}' in PostgreSQL`).join(' '));
  draft.enums.set(names.type, { kind: 'enum', name: names.type, description: [...description(type.comment), ...mapping], values });
  return names.type;
}

/** The enum that `members: true` makes for words of `cognition.users`; its name, or null for any other name. */
export function madeEnum(draft: Draft, name: string): string | null {
  const made = draft.membersEnums.get(name);
  if (made === undefined) return null;
  if (claim(draft, name, { key: `members:${name}`, what: `${name} of members:`, span: null }) && !draft.enums.has(name)) {
    const renamed = Object.entries(made.labels).filter(([label, value]) => label !== value).map(([label, value]) => `${value}: '${label}' in PostgreSQL`);
    draft.enums.set(name, { kind: 'enum', name, description: [made.description, ...renamed], values: Object.values(made.labels) });
  }
  return name;
}

/** The enum of the orders a field offers; its name. Fields that offer the same orders may share one. */
export function orderEnum(draft: Draft, name: string, field: FieldStatement): string {
  const values = (field.statement?.orders ?? []).map((order) => order.name);
  const owner = { key: `order:${values.join(' ')}`, what: `the orders of ${field.parent}.${field.field}`, span: field.span };
  if (claim(draft, name, owner) && !draft.enums.has(name)) {
    draft.enums.set(name, { kind: 'enum', name, description: [`Orders that may be asked for; ${values[0] ?? ''} where none is.`], values });
  }
  return name;
}
