import type { SubscriptionSpec } from '../../config/subscription-spec.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import { error } from '../../source/diagnostic.js';
import { claim } from '../claim.js';
import type { Draft } from '../draft.js';
import { printTypeRef } from '../type-ref.js';
import type { EventPlan } from '../types.js';
import { eventFields } from './event-fields.js';
import { eventRoles } from './event-roles.js';
import { publishedType } from './published-type.js';

/** Fields of one entry of AppSync's filters, of which the tenant is one (AppSync: "Enhanced subscriptions filtering"). */
const mostFilters = 4;

/**
 * The subscriptions of the spec. Their events are thin: what they hold is chosen in the spec, everybody of a tenant who
 * subscribed gets them, and asks for the rest as who they are.
 */
export function planEvents(draft: Draft): readonly EventPlan[] {
  const wanted = [...draft.settings.spec.subscriptions].sort((a, b) => compareCodePoints(a.field, b.field));
  return wanted.flatMap((spec) => planEvent(draft, spec) ?? []);
}

function planEvent(draft: Draft, spec: SubscriptionSpec): EventPlan | null {
  const { field, span, filter, auth } = spec;
  const type = publishedType(draft, spec);
  if (type === null) return null;
  const fields = eventFields(draft, spec, type);
  if (fields === null) return null;
  if (filter.length > mostFilters) {
    const [extra = { span }] = filter.slice(mostFilters);
    draft.diagnostics.push(error('PGC333', `Subscription.${field} has ${filter.length} filters; AppSync takes ${mostFilters} beside the tenant's`, extra.span, 'leave the others to the client'));
    return null;
  }
  const [event, mutation] = [`${capital(field)}Event`, `publish${capital(field)}`];
  if (!claim(draft, event, { key: `event:${field}`, what: `the events of Subscription.${field}`, span })) return null;
  if (draft.objects.get('Mutation')?.fields.some(({ name }) => name === mutation) === true) {
    draft.diagnostics.push(error('PGC321', `Mutation would have two fields ${mutation}: one of yours, and the one that publishes Subscription.${field}`, span, 'give one of them another name'));
    return null;
  }
  const roles = eventRoles(draft, spec, type, fields);
  return roles === null ? null : {
    kind: 'event', field, event, mutation, roles, auth,
    on: spec.on.map(({ name }) => `Mutation.${name}`),
    fields: fields.map(({ name, type: ref }) => ({ name, type: printTypeRef({ ...ref, required: false }) })),
    filter: filter.map(({ name }) => name),
  };
}

function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
