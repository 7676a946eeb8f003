import type { Catalog } from '../catalog/types.js';
import { callers } from '../graphql/callers.js';
import type { Names } from '../names/types.js';
import type { EventPlan } from '../graphql/types.js';
import type { ResolversPlan } from '../resolvers/types.js';
import { compareCodePoints } from '../source/compare-code-points.js';
import type { FieldStatement } from '../statements/types.js';
import { markdownCell, markdownCode } from './escape.js';
import { header, wholeApi } from './header.js';
import type { AccessView } from './views.js';

/** access.md: each role's verdict on each field, why not, what nobody checked, what is no part of the API. */
export function accessView(catalog: Catalog, names: Names, { resolvers: plans, events }: Pick<ResolversPlan, 'resolvers' | 'events'>): AccessView {
  const fields = [...plans.flatMap(({ parent, field, plan: { resolver } }) =>
    (resolver === null ? [] : [{ name: markdownCode(`${parent}.${field}`), ...verdicts(catalog, resolver) }])), ...events.map((event) => ({ name: markdownCode(`Subscription.${event.field}`), all: subscribers(catalog, event), unchecked: [] }))];
  return {
    header: header(wholeApi).map((line) => line.replaceAll('--', '- -')),
    roles: catalog.roles.map(markdownCell),
    rows: fields.map(({ name, all }) => ({ field: name, cells: all.map(({ allowed }) => (allowed ? 'yes' : '.')) })),
    refusals: fields.flatMap(({ name, all }) => all.flatMap(({ role, reason }) =>
      (reason === null ? [] : [{ field: name, role: markdownCell(role), reason: markdownCell(reason) }]))),
    unchecked: fields.flatMap(({ name, unchecked }) => unchecked.map((what) => ({ field: name, what: markdownCell(what) }))),
    leftOut: [...names.leftOut].sort((a, b) => compareCodePoints(a.object, b.object) || compareCodePoints(a.code, b.code))
      .map(({ object, code, reason }) => ({ object: markdownCode(object), code, reason: markdownCell(reason) })),
  };
}

/** Roles that may read what an event holds. */
function subscribers({ roles }: Catalog, event: EventPlan): readonly Pick<ReturnType<typeof callers>[number], 'role' | 'allowed' | 'reason'>[] {
  return roles.map((role) => ({ role, allowed: event.roles.includes(role), reason: event.roles.includes(role) ? null : 'may not read all that the events hold, or is not under `allow`' }));
}

function verdicts(catalog: Catalog, field: FieldStatement): { readonly all: ReturnType<typeof callers>; readonly unchecked: readonly string[] } {
  const all = callers(catalog, field);
  return { all, unchecked: uncheckedOf(all.filter(({ allowed }) => allowed)) };
}

/** What nobody checked for those who may call; with their names where it is not the same for all of them. */
function uncheckedOf(allowed: ReturnType<typeof callers>): readonly string[] {
  return [...new Set(allowed.flatMap(({ unchecked }) => unchecked))].map((what) => {
    const roles = allowed.filter(({ unchecked }) => unchecked.includes(what)).map(({ role }) => role);
    return roles.length === allowed.length ? what : `${what} (${roles.join(', ')})`;
  });
}
