import type { Catalog } from '../catalog/types.js';
import type { FieldStatement, Statement } from '../statements/types.js';

/** What one role may do with a field, and why not. */
export interface Caller {
  readonly role: string;
  readonly allowed: boolean;
  readonly reason: string | null;
  readonly unchecked: readonly string[];
}

function statementsOf(field: FieldStatement): readonly Statement[] {
  const main = field.statement === null || field.steps.length > 0 ? [] : [field.statement];
  return [...(field.check === null ? [] : [field.check]), ...main, ...field.steps];
}

/** Each role's verdict on a field: every statement of it must be allowed, and `allow` narrows. */
export function callers(catalog: Catalog, field: FieldStatement): readonly Caller[] {
  const statements = statementsOf(field);
  return catalog.roles.map((role) => {
    const verdicts = statements.flatMap(({ permissions }) => permissions.filter((one) => one.role === role));
    const refused = verdicts.find(({ allowed }) => !allowed);
    const narrowed = field.allow !== null && !field.allow.includes(role) ? 'not under `allow`' : null;
    const reason = refused === undefined ? narrowed : (refused.reason ?? 'permission denied');
    return { role, allowed: reason === null, reason, unchecked: [...new Set(verdicts.flatMap(({ unchecked }) => unchecked))] };
  });
}

/** The role of application staff stands outside the tenants' roles. */
const staff = 'application_admins';

/**
 * The line of a description that says who may call, where not everybody may: `Callers: admins, billing`.
 * Null where every tenant role may.
 */
export function callersLine(catalog: Catalog, field: FieldStatement): string | null {
  const all = callers(catalog, field);
  if (all.length === 0 || all.every(({ role, allowed }) => allowed || role === staff)) return null;
  const names = all.filter(({ allowed }) => allowed).map(({ role }) => role);
  return `Callers: ${names.length > 0 ? names.join(', ') : 'none yet'}`;
}
