import { closest } from '../source/closest.js';
import { error } from '../source/diagnostic.js';
import type { Span } from '../source/types.js';
import type { AuthMode } from './auth-mode.js';
import type { Place } from './place.js';
import { placeAt, pointAt } from './place.js';
import type { SpecDraft } from './spec-draft.js';
import { parseTypeExpression } from './type-expression.js';
import type { OrderExpression, PageLimits, TypeExpression } from './types.js';

/** A text or a list of texts, with the place of each; `place` is of the whole. */
export function eachText<T extends string>(value: T | readonly T[], place: Place): { readonly text: T; readonly span: Span }[] {
  if (typeof value === 'string') return [{ text: value, span: pointAt(place) }];
  return (value as readonly T[]).map((text, index) => ({ text, span: pointAt(placeAt(place, index)) }));
}

/** `texts` of a form as a list. */
export function listed(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

export function orderExpressions(value: string | readonly string[] | undefined, place: Place): readonly OrderExpression[] | null {
  if (value === undefined) return null;
  return eachText(value, place).map(({ text, span }) => {
    const descending = text.startsWith('-');
    return { name: descending ? text.slice(1) : text, descending, span };
  });
}

type PageInput = { readonly size?: number | undefined; readonly max?: number | undefined };

/** What is not said comes from the API's limits, bent so that both fit. */
export function pageLimits(draft: SpecDraft, input: PageInput | undefined, place: Place): PageLimits | null {
  if (input === undefined) return null;
  const { list } = draft.config.limits;
  const size = input.size ?? Math.min(list.size, input.max ?? list.size);
  const max = input.max ?? Math.max(list.max, size);
  if (size <= max) return { size, max };
  const span = pointAt(placeAt(place, 'size'));
  draft.diagnostics.push(error('PGC062', `"size" is ${size}, above "max" ${max}`, span, `lower size to ${max}, or raise max`));
  return { size: max, max };
}

/** Roles of the settings; application administrators stand outside the tenants and always exist. */
export function allowedRoles(draft: SpecDraft, value: string | readonly string[] | undefined, place: Place): readonly string[] | null {
  if (value === undefined) return null;
  const known = ['application_admins', ...draft.config.roles.map((role) => role.name)];
  const names = eachText(value, place).filter(({ text, span }) => {
    if (!draft.rolesKnown || known.includes(text)) return true;
    const near = closest(text, known);
    const hint = near === null ? `add it to roles in pgcog.config.ts, or use one of ${known.join(', ')}` : `did you mean "${near}"?`;
    draft.diagnostics.push(error('PGC052', `there is no role "${text}"`, span, hint));
    return false;
  });
  return names.map(({ text }) => text);
}

export function fieldAuth(draft: SpecDraft, value: AuthMode | readonly AuthMode[] | undefined, place: Place): readonly AuthMode[] | null {
  if (value === undefined) return null;
  const modes = eachText(value, place);
  for (const { text, span } of modes.filter((mode) => !draft.config.auth.includes(mode.text))) {
    const hint = `add it to auth in pgcog.config.ts, or use ${draft.config.auth.join(' or ')}`;
    draft.diagnostics.push(error('PGC053', `the API has no authorization mode "${text}"`, span, hint));
  }
  return [...new Set(modes.map(({ text }) => text))];
}

export function typeAt(draft: SpecDraft, text: string | undefined, place: Place): TypeExpression | null {
  if (text === undefined) return null;
  const type = parseTypeExpression(text, pointAt(place));
  if (!('code' in type)) return type;
  draft.diagnostics.push(type);
  return null;
}

/** Says so where a name cannot be one in GraphQL (spec 2.1.9; `__` is GraphQL's own). `what` reads: `argument`. */
export function isGraphQLName(draft: SpecDraft, what: string, name: string, span: Span): boolean {
  if (/^[_A-Za-z][_0-9A-Za-z]*$/u.test(name) && !name.startsWith('__')) return true;
  const hint = name.startsWith('__') ? 'names with __ are GraphQL\'s own' : 'use letters of a-z, digits and _, no digit first';
  draft.diagnostics.push(error('PGC051', `"${name}" cannot be the name of ${what}`, span, hint));
  return false;
}

/** The same for a type, which must not look like one of AppSync's. */
export function isTypeName(draft: SpecDraft, name: string, span: Span): boolean {
  if (!isGraphQLName(draft, 'a type', name, span)) return false;
  const taken = name.startsWith('AWS') || ['Query', 'Mutation', 'Subscription', 'ID', 'String', 'Int', 'Float', 'Boolean'].includes(name);
  if (taken) draft.diagnostics.push(error('PGC051', `a type cannot be called "${name}"`, span, 'GraphQL or AppSync has this name for itself; choose another'));
  return !taken;
}

/** `Query.listOrders`, cut at its dot; null, and said so, where it is not of that form. */
export function fieldName(draft: SpecDraft, name: string, span: Span): { readonly parent: string; readonly field: string } | null {
  const [parent = '', field, ...more] = name.split('.');
  if (field === undefined || more.length > 0) {
    draft.diagnostics.push(error('PGC045', `"${name}" is not a field`, span, 'write the type, a dot and the field: Query.listOrders'));
    return null;
  }
  const fine = isGraphQLName(draft, 'a type', parent, span) && isGraphQLName(draft, 'a field', field, span);
  return fine ? { parent, field } : null;
}
