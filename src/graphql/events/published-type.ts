import type { SubscriptionSpec } from '../../config/subscription-spec.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import type { Draft, ObjectDraft } from '../draft.js';

/** The one type whose rows all mutations of a subscription return; null, and said so, where there is none. */
export function publishedType(draft: Draft, { field, on, span }: SubscriptionSpec): ObjectDraft | null {
  const mutations = draft.objects.get('Mutation')?.fields ?? [];
  const found = on.flatMap((named) => {
    const mutation = mutations.find(({ name }) => name === named.name);
    if (mutation !== undefined) return [{ ...named, type: mutation.type.name }];
    const near = closest(named.name, mutations.map(({ name }) => name));
    draft.diagnostics.push(error('PGC331', `there is no mutation ${named.name} to publish Subscription.${field}`, named.span, near === null ? 'name mutations of the API' : `did you mean ${near}?`));
    return [];
  });
  const [first] = found;
  if (first === undefined || found.length < on.length) {
    if (on.length === 0) draft.diagnostics.push(error('PGC331', `Subscription.${field} is published by nothing`, span, 'name mutations under on'));
    return null;
  }
  const other = found.find(({ type }) => type !== first.type);
  if (other !== undefined) {
    const related = [{ message: `${first.name} returns ${first.type}`, span: first.span }];
    draft.diagnostics.push(error('PGC332', `${other.name} returns ${other.type}: events of one subscription are of one type`, other.span, 'make two subscriptions', related));
    return null;
  }
  const type = draft.objects.get(first.type);
  if (type === undefined) draft.diagnostics.push(error('PGC332', `${first.name} returns ${first.type}, which has no fields to send`, first.span, 'publish by mutations that return rows'));
  return type ?? null;
}
