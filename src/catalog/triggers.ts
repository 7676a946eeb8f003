import { compareCodePoints } from '../source/compare-code-points.js';
import type { Scope } from './scope.js';
import type { Oid, Trigger } from './types.js';

/** A trigger that somebody wrote (not one behind a constraint). */
export interface RawTrigger {
  readonly relation: Oid;
  readonly name: string;
  readonly function: Oid;
  readonly definition: string;
  readonly enabled: boolean;
}

export function triggersSql(scope: Scope): string {
  return `
    select t.tgrelid::int8 as relation, t.tgname as name, t.tgfoid::int8 as function,
      pg_get_triggerdef(t.oid, true) as definition, t.tgenabled <> 'D' as enabled
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = any (${scope.namespaces}) and not t.tgisinternal`;
}

export function toTriggers(raws: readonly RawTrigger[]): readonly Trigger[] {
  return raws
    .map(({ name, function: called, definition, enabled }): Trigger => ({ name, function: called, definition, enabled }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
}
