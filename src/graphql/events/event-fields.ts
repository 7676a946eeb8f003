import type { NamedPlace, SubscriptionSpec } from '../../config/subscription-spec.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import type { Draft, ObjectDraft } from '../draft.js';
import { own } from '../own.js';
import type { FieldPlan } from '../types.js';

/** The field of every event that says whose it is. */
const tenantField = 'tenant';

/** What events hold: the payload, or the key, and whatever they are chosen by; null, and said so, where one cannot be. */
export function eventFields(draft: Draft, { field, payload, filter, span }: SubscriptionSpec, type: ObjectDraft): readonly FieldPlan[] | null {
  const sent = payload ?? keyOf(draft, type).map((name) => ({ name, span }));
  if (sent.length === 0) {
    draft.diagnostics.push(error('PGC333', `Subscription.${field} would send nothing: ${type.name} has no key`, span, 'name fields under payload'));
    return null;
  }
  const names = [...sent, ...filter.filter(({ name }) => !sent.some((one) => one.name === name))];
  const fields = names.map((named) => plainField(draft, type, named));
  const chosen = filter.map((named) => isOne(draft, type, named));
  return fields.includes(null) || chosen.includes(false) ? null : fields.filter((one) => one !== null);
}

function keyOf({ relationByOid, names }: Draft, { relation, fields }: ObjectDraft): readonly string[] {
  if (relation === null) return [];
  const key = relationByOid.get(relation)?.keys.find(({ kind }) => kind === 'primary');
  const given = names.relations[relation]?.columns ?? {};
  const all = (key?.columns ?? []).map((column) => own(given, column));
  return all.flatMap((name) => (name !== undefined && fields.some((one) => one.name === name) ? [name] : []));
}

/** Only what a row itself holds is sent: a field with a resolver would be read as whoever wrote. */
function plainField(draft: Draft, { name: type, fields }: ObjectDraft, { name, span }: NamedPlace): FieldPlan | null {
  const found = fields.find((one) => one.name === name);
  const plain = fields.filter((one) => one.resolver === null && !draft.objects.has(one.type.name));
  if (found === undefined) {
    const near = closest(name, plain.map((one) => one.name));
    draft.diagnostics.push(error('PGC333', `${type} has no field ${name}`, span, near === null ? `it has ${plain.map((one) => one.name).join(', ')}` : `did you mean ${near}?`));
    return null;
  }
  if (name === tenantField) {
    draft.diagnostics.push(error('PGC333', `an event has a field ${tenantField} of its own: the tenant that it is of`, span, 'leave it out, or give the column another name under tables:'));
    return null;
  }
  if (plain.includes(found)) return found;
  draft.diagnostics.push(error('PGC333', `${type}.${name} is no value of the row, and cannot be sent`, span, 'send the key, and let subscribers ask for the rest'));
  return null;
}

/** In AppSync's filters they join others, so that what the tenant's own would be worth beside them nobody says. */
const joining: ReadonlySet<string> = new Set(['and', 'or']);

function isOne(draft: Draft, { name: type, fields }: ObjectDraft, { name, span }: NamedPlace): boolean {
  if (joining.has(name)) {
    draft.diagnostics.push(error('PGC333', `${type}.${name} cannot choose events: ${name} is a word of AppSync's filters`, span, 'leave it out of filter, or give the column another name under tables:'));
    return false;
  }
  const found = fields.find((one) => one.name === name)?.type;
  // AppSync's filters compare texts, numbers and booleans; what is in AWSJSON can be none of them.
  const what = found?.list === true ? 'a list' : found?.name === 'AWSJSON' ? 'JSON' : null;
  if (what === null) return true;
  draft.diagnostics.push(error('PGC333', `${type}.${name} is ${what}, by which events cannot be chosen`, span, 'leave it out of filter'));
  return false;
}
