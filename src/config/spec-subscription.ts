import { error } from '../source/diagnostic.js';
import type { AuthMode } from './auth-mode.js';
import { checkForm } from './check-form.js';
import type { Place } from './place.js';
import { keyOf, placeAt } from './place.js';
import { specCodes } from './spec-codes.js';
import type { SpecDraft } from './spec-draft.js';
import { saidOnce } from './spec-draft.js';
import { subscriptionForm } from './spec-form.js';
import { allowedRoles, eachText, fieldAuth } from './spec-parts.js';
import type { NamedPlace } from './subscription-spec.js';

/** Reads `Subscription.orderChanged: { on: [updateOrder], payload: [id, status], filter: [customerId] }`. */
export function addSubscription(draft: SpecDraft, field: string, place: Place): void {
  const [name, span] = [`Subscription.${field}`, keyOf(place)];
  const checked = checkForm(subscriptionForm, place, specCodes, name);
  if (!checked.ok) draft.diagnostics.push(...checked.diagnostics);
  if (!checked.ok || !saidOnce(draft, `the resolver ${name}`, span, 'PGC048')) return;
  const { on, payload, filter, allow, auth, description } = checked.value;
  const names = (value: string | readonly string[], key: string): readonly NamedPlace[] => onceEach(eachText(value, placeAt(place, key)).map(({ text, span: at }) => ({ name: text, span: at })));
  draft.spec.subscriptions.push({
    kind: 'subscription', field, span,
    on: names(on, 'on').map((one) => ({ ...one, name: one.name.replace(/^Mutation\./u, '') })),
    payload: payload === undefined ? null : names(payload, 'payload'),
    filter: filter === undefined ? [] : names(filter, 'filter'),
    allow: allowedRoles(draft, allow, placeAt(place, 'allow')),
    auth: withClaims(draft, fieldAuth(draft, auth, placeAt(place, 'auth')) ?? usualAuth(draft), auth === undefined ? place : placeAt(place, 'auth')),
    description: description ?? null,
  });
}

function onceEach(names: readonly NamedPlace[]): readonly NamedPlace[] {
  return names.filter(({ name }, at) => names.findIndex((one) => one.name === name) === at);
}

/** Neither a key nor a role of AWS is of a tenant. */
const hasClaims = (mode: AuthMode): boolean => mode !== 'api_key' && mode !== 'iam';

/** The first of the API's modes whose callers have a tenant; its default one where none has, to be refused. */
function usualAuth({ config: { auth } }: SpecDraft): readonly AuthMode[] {
  return [auth.find(hasClaims) ?? auth[0] ?? 'cognito_user_pools'];
}

/** Whose events they are is known by the tenant of a token. */
function withClaims(draft: SpecDraft, modes: readonly AuthMode[], place: Place): readonly AuthMode[] {
  for (const mode of modes.filter((mode) => !hasClaims(mode))) {
    draft.diagnostics.push(error('PGC053', `whoever comes by ${mode} has no tenant, so no subscription`, keyOf(place), 'give it auth: cognito_user_pools, oidc or lambda'));
  }
  return modes;
}
