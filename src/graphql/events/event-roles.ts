import type { Catalog, Relation } from '../../catalog/types.js';
import type { SubscriptionSpec } from '../../config/subscription-spec.js';
import { error, warning } from '../../source/diagnostic.js';
import type { Draft, ObjectDraft } from '../draft.js';
import { own } from '../own.js';
import type { FieldPlan } from '../types.js';

/** Whoever is of no tenant has no events: application staff asks. */
const staff = 'application_admins';

/** Roles that may read all that an event holds, less those that `allow` leaves out; null, and said so, for none. */
export function eventRoles(draft: Draft, spec: SubscriptionSpec, { relation: oid }: ObjectDraft, fields: readonly FieldPlan[]): readonly string[] | null {
  const relation = oid === null ? undefined : draft.relationByOid.get(oid);
  const columns = relation === undefined ? [] : columnsOf(draft, relation, fields);
  const roles = draft.catalog.roles.filter((role) => role !== staff && (spec.allow ?? [role]).includes(role) && columns.every(({ privileges }) => own(privileges, role)?.select === true));
  if (roles.length === 0) {
    draft.diagnostics.push(error('PGC334', `nobody may subscribe to ${spec.field}: no role may read all that it sends`, spec.span, 'send fewer fields, or grant them'));
    return null;
  }
  if (relation !== undefined) sayUnseen(draft, spec, relation, roles);
  return roles;
}

function columnsOf({ names }: Draft, { oid, columns }: Relation, fields: readonly FieldPlan[]): Relation['columns'] {
  const given = names.relations[oid]?.columns ?? {};
  return columns.filter(({ name }) => fields.some((field) => field.name === own(given, name)));
}

/** Policies are not asked before an event is sent: there is no row any more, but who wrote it. */
function sayUnseen({ diagnostics }: Draft, { field, payload, span }: SubscriptionSpec, relation: Relation, roles: Catalog['roles']): void {
  if (!relation.rowSecurity || payload === null) return;
  const kept = roles.filter((role) => !relation.policies.some((policy) => policy.permissive && (policy.command === 'all' || policy.command === 'select') && (policy.roles.includes('public') || policy.roles.includes(role)) && policy.using === 'true'));
  if (kept.length === 0) return;
  const [at = { span }] = payload;
  diagnostics.push(warning('PGC335', `events of Subscription.${field} reach all ${kept.join(' and ')} of the tenant, also for rows of ${relation.name} that a policy keeps from them`, at.span, 'leave payload out: then only the key is sent; or allow fewer roles'));
}
