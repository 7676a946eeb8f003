import type { Oid } from '../catalog/types.js';
import type { Span } from '../source/types.js';
import type { ValueType } from '../statements/types.js';
import type { Draft } from './draft.js';
import { enumType, madeEnum } from './enum-types.js';
import { typeRef } from './type-ref.js';
import type { TypeRef } from './types.js';

/** A value's type where it is returned. What it names is wanted from now on, and made when its turn comes. */
export function outputRef(draft: Draft, value: ValueType, required: boolean, span: Span | null): TypeRef {
  return typeRef(value, required, (one) => outputName(draft, one, span));
}

function outputName(draft: Draft, value: ValueType, span: Span | null): string {
  switch (value.kind) {
    case 'scalar': return value.scalar;
    case 'enum': return enumType(draft, value.type);
    case 'composite': return compositeName(draft, value.type);
    case 'named': return madeEnum(draft, value.name) ?? namedType(draft, value.name, span);
    case 'list': throw new Error('graphql: a list has no name of its own');
  }
}

/** A type of the spec, or a relation's by its GraphQL name. */
export function namedType(draft: Draft, name: string, span: Span | null): string {
  const relation = draft.relationByType.get(name);
  const inSpec = draft.settings.spec.types.some((type) => type.name === name);
  draft.wanted.push(relation === undefined || inSpec ? { kind: 'spec', name, span } : { kind: 'relation', oid: relation });
  return name;
}

/** The object type of a table or view. Throws for one that the API does not take. */
export function relationName(draft: Draft, oid: Oid): string {
  const names = draft.names.relations[oid];
  if (names === undefined) throw new Error(`graphql: relation ${oid} has no name`);
  draft.wanted.push({ kind: 'relation', oid });
  return names.type;
}

/** The object type of a composite; a table's row type is the table's. */
function compositeName(draft: Draft, oid: Oid): string {
  const relation = draft.catalog.types[oid]?.relation ?? null;
  if (relation !== null && draft.names.relations[relation] !== undefined) return relationName(draft, relation);
  const names = draft.names.types[oid];
  if (names === undefined) throw new Error(`graphql: composite ${oid} has no name`);
  draft.wanted.push({ kind: 'composite', oid });
  return names.type;
}

/** A value's type where it is sent: composites have an input type beside the one they are returned as. */
export function inputRef(draft: Draft, value: ValueType, required: boolean, span: Span | null): TypeRef {
  return typeRef(value, required, (one) => inputName(draft, one, span));
}

function inputName(draft: Draft, value: ValueType, span: Span | null): string {
  switch (value.kind) {
    case 'scalar': return value.scalar;
    case 'enum': return enumType(draft, value.type);
    case 'composite': return compositeInputName(draft, value.type);
    case 'named': return madeEnum(draft, value.name) ?? inputType(draft, value.name, span);
    case 'list': throw new Error('graphql: a list has no name of its own');
  }
}

function inputType(draft: Draft, name: string, span: Span | null): string {
  draft.wanted.push({ kind: 'input', name, span });
  return name;
}

function compositeInputName(draft: Draft, oid: Oid): string {
  const type = draft.catalog.types[oid];
  const relation = type?.relation ?? null;
  const name = draft.names.types[oid]?.type ?? (relation === null ? undefined : draft.names.relations[relation]?.type);
  if (name === undefined) throw new Error(`graphql: composite ${oid} has no name`);
  draft.wanted.push({ kind: 'composite input', oid });
  return `${name}Input`;
}
