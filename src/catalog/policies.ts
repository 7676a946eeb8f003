import { compareCodePoints } from '../source/compare-code-points.js';
import { rolePrivileges, type Scope } from './scope.js';
import { flagByRole, type RawPrivileges } from './privileges.js';
import type { Spans } from './spans.js';
import type { Oid, Policy } from './types.js';

/** A row of pg_policy. */
export interface RawPolicy {
  readonly relation: Oid;
  readonly oid: Oid;
  readonly name: string;
  readonly command: '*' | 'r' | 'a' | 'w' | 'd';
  readonly permissive: boolean;
  readonly to_public: boolean;
  readonly applies: RawPrivileges;
  readonly using: string | null;
  readonly with_check: string | null;
}

/** Whom a policy applies to is membership as the server sees it, so a role that inherits another is found too. */
export function policiesSql(scope: Scope): string {
  return `
    select p.polrelid::int8 as relation, p.oid::int8, p.polname as name, p.polcmd as command, p.polpermissive as permissive,
      0 = any (p.polroles) as to_public,
      ${rolePrivileges(scope, ["exists (select from pg_catalog.unnest(p.polroles) as g(oid) where g.oid <> 0 and pg_has_role(role.oid, g.oid, 'USAGE'))"])} as applies,
      pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as with_check
    from pg_policy p join pg_class c on c.oid = p.polrelid
    where c.relnamespace = any (${scope.namespaces})`;
}

const commands = { '*': 'all', r: 'select', a: 'insert', w: 'update', d: 'delete' } as const;

/** `roles` are the config roles it applies to, those that inherit included; a role outside the config is none. */
export function toPolicies(raws: readonly RawPolicy[], roles: readonly string[], spans: Spans): readonly Policy[] {
  return raws
    .map((raw): Policy => ({
      name: raw.name,
      command: commands[raw.command],
      permissive: raw.permissive,
      roles: raw.to_public ? ['public'] : roles.filter((role) => flagByRole(roles, raw.applies)[role]),
      using: raw.using,
      withCheck: raw.with_check,
      span: spans.object('pg_policy', raw.oid),
    }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
}
