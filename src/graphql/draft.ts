import type { Catalog, Oid, Relation } from '../catalog/types.js';
import type { Settings } from '../config/types.js';
import { membersEnums } from '../names/members-enums.js';
import type { Names } from '../names/types.js';
import type { Diagnostic, Span } from '../source/types.js';
import type { FieldStatement, InputType } from '../statements/types.js';
import type { EnumPlan, InputPlan, ObjectPlan } from './types.js';

export interface SchemaInput {
  readonly catalog: Catalog;
  readonly names: Names;
  readonly settings: Settings;
  readonly fields: readonly FieldStatement[];
}

/** An object type whose resolver fields are still to come. */
export interface ObjectDraft extends ObjectPlan {
  /** The relation whose relation fields it has too. */
  readonly relation: Oid | null;
  /** GraphQL names of what its rows carry, hidden ones included: a batched field needs its keys there. Null: not known. */
  readonly carries: ReadonlySet<string> | null;
}

/** A type that something refers to, still to be made. */
export type Wanted =
  | { readonly kind: 'relation' | 'composite' | 'composite input'; readonly oid: Oid }
  | { readonly kind: 'spec' | 'input'; readonly name: string; readonly span: Span | null };

/** The schema while it grows: only what something refers to is made, so nothing unreachable is in it. */
export interface Draft extends SchemaInput {
  readonly relationByOid: ReadonlyMap<Oid, Relation>;
  readonly relationByType: ReadonlyMap<string, Oid>;
  readonly fieldsByParent: ReadonlyMap<string, readonly FieldStatement[]>;
  /** Fields whose rows are a relation's. */
  readonly fieldsByRelation: ReadonlyMap<Oid, readonly FieldStatement[]>;
  readonly membersEnums: ReadonlyMap<string, ReturnType<typeof membersEnums>[number]>;
  readonly inputTypes: ReadonlyMap<string, InputType>;
  readonly inputOwners: ReadonlyMap<string, { readonly what: string; readonly span: Span | null }>;
  readonly owners: Map<string, Owner>;
  readonly clashes: Set<string>;
  readonly objects: Map<string, ObjectDraft>;
  readonly inputs: Map<string, InputPlan>;
  readonly enums: Map<string, EnumPlan>;
  readonly wanted: Wanted[];
  readonly diagnostics: Diagnostic[];
}

export function startDraft(input: SchemaInput): Draft {
  const made = input.fields.flatMap((field) => field.inputs.map((type) => ({ type, what: `${field.parent}.${field.field}`, span: field.span })));
  return {
    ...input,
    relationByOid: new Map(input.catalog.relations.map((relation) => [relation.oid, relation])),
    fieldsByParent: grouped(input.fields, ({ parent }) => parent),
    fieldsByRelation: grouped(input.fields, ({ result }) => (result.kind === 'relation' ? result.relation : null)),
    membersEnums: new Map(membersEnums(input.catalog, input.names, input.settings).map((one) => [one.name, one])),
    inputTypes: new Map(made.map(({ type }) => [type.name, type])),
    inputOwners: new Map(made.map(({ type, what, span }) => [type.name, { what, span }])),
    relationByType: new Map(Object.entries(input.names.relations).map(([oid, { type }]) => [type, Number(oid)])),
    owners: new Map(),
    clashes: new Set(),
    objects: new Map(),
    inputs: new Map(),
    enums: new Map(),
    wanted: [],
    diagnostics: [],
  };
}

function grouped<Key extends string | number>(fields: readonly FieldStatement[], keyOf: (field: FieldStatement) => Key | null): ReadonlyMap<Key, readonly FieldStatement[]> {
  const groups = new Map<Key, FieldStatement[]>();
  for (const field of fields) {
    const key = keyOf(field);
    const known = key === null ? undefined : groups.get(key);
    if (known !== undefined) known.push(field);
    else if (key !== null) groups.set(key, [field]);
  }
  return groups;
}

/** Who wants a type's name: for messages such as `the table orders`. `key` is equal for equal shapes of one thing. */
export interface Owner {
  readonly key: string;
  readonly what: string;
  readonly span: Span | null;
}
