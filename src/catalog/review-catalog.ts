import { warning } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import { applicationAdmins, groupRole } from './scratch-roles.js';
import type { Catalog, Policy, Relation } from './types.js';

/**
 * What the rules of tenancy have to say about a whole catalog: relations that no tenant role may use, row level
 * security without a policy, policies that rely on who is logged in. Warnings only.
 */
export function reviewCatalog(catalog: Catalog): readonly Diagnostic[] {
  const own = catalog.relations.filter((one) => one.schemaKind === 'template' || one.schemaKind === 'shared');
  return own.flatMap((relation) => [
    ...unreachable(relation, catalog),
    ...withoutPolicy(relation),
    ...relation.policies.flatMap((policy) => policyOnLogin(policy, relation)),
  ]);
}

/** Partitions are reached through their parent. */
function unreachable(relation: Relation, catalog: Catalog): readonly Diagnostic[] {
  if (relation.partitionOf !== null) return [];
  const roles = catalog.roles.filter((role) => role !== applicationAdmins);
  if (roles.some((role) => usable(relation, role))) return [];
  const groups = roles.map(groupRole).join(' or ');
  return [warning('PGC159', `${relation.kind === 'partitioned' ? 'table' : relation.kind} ${relation.name} is granted to no tenant role, so no tenant reaches it`, relation.span,
    `grant it to ${groups}, or set defaultGrants: true to try things out`)];
}

function usable(relation: Relation, role: string): boolean {
  const table = relation.privileges[role];
  if (table !== undefined && (table.select || table.insert || table.update || table.delete)) return true;
  return relation.columns.some((column) => {
    const privileges = column.privileges[role];
    return privileges !== undefined && (privileges.select || privileges.insert || privileges.update);
  });
}

function withoutPolicy(relation: Relation): readonly Diagnostic[] {
  if (!relation.rowSecurity || relation.policies.some((policy) => policy.permissive)) return [];
  const have = relation.policies.length === 0 ? 'no policy' : 'restrictive policies only';
  return [warning('PGC161', `${relation.name} has row level security and ${have}, so nobody sees a row`, relation.span,
    'add CREATE POLICY for those who may')];
}

/** How PostgreSQL prints them: the keywords in capitals, a column of that name in double quotes. */
const login = /(?<![\w$"])(?:CURRENT_USER|SESSION_USER|CURRENT_ROLE|SYSTEM_USER|current_setting(?=\())(?![\w$"])/;

/** In credential mode `role` a login is a role, not a person; and anybody may set a setting. */
function policyOnLogin(policy: Policy, relation: Relation): readonly Diagnostic[] {
  const found = [policy.using, policy.withCheck].map((expression) => login.exec(withoutTexts(expression ?? ''))?.[0]).find((word) => word !== undefined);
  if (found === undefined) return [];
  const what = found === 'current_setting' ? 'a setting, which any caller may change' : found.toLowerCase();
  return [warning('PGC160', `policy ${policy.name} on ${relation.name} relies on ${what}`, policy.span,
    'cognition.current_user_id(), current_tenant(), current_role_name() and has_role() hold in every credential mode')];
}

function withoutTexts(expression: string): string {
  return expression.replace(/'(?:[^']|'')*'/g, "''");
}
