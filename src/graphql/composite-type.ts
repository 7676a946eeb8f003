import type { Oid, PgType } from '../catalog/types.js';
import type { TypeNames } from '../names/types.js';
import { valueOf, type Value } from '../statements/codec.js';
import { claim } from './claim.js';
import { description } from './description.js';
import type { Draft } from './draft.js';
import { own } from './own.js';
import { plainField } from './plain-field.js';
import { inputRef, outputRef } from './reference.js';

interface Attribute {
  readonly name: string;
  readonly value: Value;
}

/** Makes the object type of a composite. Attributes can always be null: PostgreSQL has no rule against it. */
export function compositeType(draft: Draft, oid: Oid): void {
  const { type, names } = composite(draft, oid);
  const owner = { key: `type:${oid}`, what: `the type ${type.name}`, span: type.span };
  if (!claim(draft, names.type, owner) || draft.objects.has(names.type)) return;
  const fields = attributes(draft, type, names).map(({ name, value }) =>
    plainField(name, outputRef(draft, value.value, false, type.span), [], value.codec));
  const plan = { kind: 'object' as const, name: names.type, description: description(type.comment), directives: [], fields };
  draft.objects.set(names.type, { ...plan, relation: null, carries: null });
}

/** Makes the input type beside it: `Address` is returned, `AddressInput` sent. */
export function compositeInput(draft: Draft, oid: Oid): void {
  const { type, names } = composite(draft, oid);
  const name = `${names.type}Input`;
  const owner = { key: `input of type:${oid}`, what: `the input of type ${type.name}`, span: type.span };
  if (!claim(draft, name, owner) || draft.inputs.has(name)) return;
  const fields = attributes(draft, type, names).map((one) =>
    ({ name: one.name, type: inputRef(draft, one.value.value, false, type.span), description: [] }));
  draft.inputs.set(name, { kind: 'input', name, description: description(type.comment), fields });
}

function composite(draft: Draft, oid: Oid): { readonly type: PgType; readonly names: TypeNames } {
  const type = draft.catalog.types[oid];
  if (type === undefined) throw new Error(`graphql: composite ${oid} is not in the catalog`);
  const row = type.relation === null ? undefined : draft.names.relations[type.relation];
  const names = draft.names.types[oid] ?? (row === undefined ? undefined : { type: row.type, attributes: row.columns, labels: {} });
  if (names === undefined) throw new Error(`graphql: composite ${type.name} has no name`);
  return { type, names };
}

function attributes(draft: Draft, type: PgType, names: TypeNames): readonly Attribute[] {
  return type.attributes.flatMap((attribute) => {
    const name = own(names.attributes, attribute.name);
    const value = name === undefined ? null : valueOf(draft, attribute.type, attribute.typmod, 'column');
    return name === undefined || value === null || !value.taken ? [] : [{ name, value }];
  });
}
