import { compareCodePoints } from '../source/compare-code-points.js';
import { error } from '../source/diagnostic.js';
import type { Staged } from '../source/types.js';
import { reach, withDirectives } from './auth.js';
import { compositeInput, compositeType } from './composite-type.js';
import { startDraft, type Draft, type ObjectDraft, type SchemaInput, type Wanted } from './draft.js';
import { eventTypes } from './events/event-types.js';
import { planEvents } from './events/plan-events.js';
import { fieldPlan } from './field-plan.js';
import { fieldsOf } from './fields-of.js';
import { relationType } from './relation-type.js';
import { checkNames } from './check-names.js';
import { inputType, specType } from './spec-types.js';
import type { EventPlan, ObjectPlan, SchemaPlan } from './types.js';

/**
 * The GraphQL schema behind which the statements run: the two roots, and of all other types those that a field of them
 * leads to. Types stand by name in code point order, columns in their table's order, resolver fields behind them by name.
 * Clashes of names, fields on missing types and an empty Query are diagnostics.
 */
export function planSchema(input: SchemaInput): Staged<SchemaPlan> {
  const draft = startDraft(input);
  for (const root of ['Query', 'Mutation']) draft.objects.set(root, rootType(draft, root));
  complete(draft);
  if (draft.objects.get('Query')?.fields.length === 0) {
    const way = 'name a table under `crud:`, or a resolver such as `Query.listOrders` under `resolvers:`';
    draft.diagnostics.push(error('PGC324', 'Query has no field, and AppSync takes no API without one', null, way));
  }
  checkNames(draft);
  return { value: finish(draft, planEvents(draft)), diagnostics: draft.diagnostics };
}

function rootType(draft: Draft, name: string): ObjectDraft {
  const fields = (draft.fieldsByParent.get(name) ?? []).map((field) => fieldPlan(draft, field));
  return { kind: 'object', name, description: [], directives: [], fields: byName(fields), relation: null, carries: null };
}

/** Makes what is wanted, and the resolver fields of what was made, until neither brings anything new. */
function complete(draft: Draft): void {
  const furnished = new Set(['Query', 'Mutation']);
  for (let open = true; open; ) {
    for (let next = draft.wanted.shift(); next !== undefined; next = draft.wanted.shift()) make(draft, next);
    const bare = [...draft.objects.values()].filter(({ name }) => !furnished.has(name));
    for (const object of bare) {
      furnished.add(object.name);
      const fields = fieldsOf(draft, object).map((field) => fieldPlan(draft, field));
      draft.objects.set(object.name, { ...object, fields: [...object.fields, ...byName(fields)] });
    }
    open = bare.length > 0 || draft.wanted.length > 0;
  }
}

function make(draft: Draft, wanted: Wanted): void {
  switch (wanted.kind) {
    case 'relation': return relationType(draft, wanted.oid);
    case 'composite': return compositeType(draft, wanted.oid);
    case 'composite input': return compositeInput(draft, wanted.oid);
    case 'spec': return specType(draft, wanted.name, wanted.span);
    case 'input': return inputType(draft, wanted.name, wanted.span);
  }
}

function finish(draft: Draft, events: readonly EventPlan[]): SchemaPlan {
  const all = [...draft.objects.values()];
  const auth = draft.settings.config.auth;
  const reached = reach(draft, all);
  const objects = all.map((object) => withDirectives(auth, reached, object));
  const root = (name: string): ObjectPlan | undefined => objects.find((object) => object.name === name);
  const query = root('Query') ?? rootType(draft, 'Query');
  const mutation = root('Mutation');
  const added = eventTypes(draft, events);
  return {
    kind: 'schema',
    query,
    mutation: mutation === undefined || mutation.fields.length === 0 ? null : { ...mutation, fields: [...mutation.fields, ...added.mutations] },
    subscription: added.subscription,
    events,
    objects: byName([...objects.filter(({ name }) => name !== 'Query' && name !== 'Mutation'), ...added.objects]),
    inputs: byName([...draft.inputs.values()]),
    enums: byName([...draft.enums.values()]),
  };
}

function byName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => compareCodePoints(a.name, b.name));
}

