import type { FieldStatement } from '../statements/types.js';
import type { Draft, ObjectDraft } from './draft.js';

/**
 * The resolver fields of a type. A type that extends a relation's rows has that relation's fields too, as far as its
 * rows carry the keys they start from.
 */
export function fieldsOf(draft: Draft, object: ObjectDraft): readonly FieldStatement[] {
  const own = draft.fieldsByParent.get(object.name) ?? [];
  const base = object.relation === null ? undefined : draft.names.relations[object.relation]?.type;
  if (base === undefined || base === object.name) return own;
  const taken = new Set([...own.map(({ field }) => field), ...object.fields.map(({ name }) => name)]);
  const inherited = (draft.fieldsByParent.get(base) ?? []).filter((field) => !taken.has(field.field));
  return [...own, ...inherited.filter((field) => parentKeys(field).every((key) => object.carries?.has(key) ?? true))];
}

/** Names in the parent's row that a field's statement starts from. */
export function parentKeys(field: FieldStatement): readonly string[] {
  const statements = [field.statement, field.check, ...field.steps].filter((one) => one !== null);
  const keys = statements.flatMap(({ parameters }) => parameters.flatMap(({ path }) => (path[0] === 'parent' ? path.slice(1, 2) : [])));
  return [...new Set(keys)];
}
