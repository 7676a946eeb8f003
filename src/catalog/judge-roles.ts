import type { Config } from '../config/types.js';
import { lexemeAt } from '../parse/lexemes.js';
import type { AstNode, SqlStatement } from '../parse/types.js';
import { closest } from '../source/closest.js';
import { error, warning } from '../source/diagnostic.js';
import type { Diagnostic, Span } from '../source/types.js';
import { child, findAll, location, text } from './ast.js';
import { applicationAdmins, groupRole, templateRole } from './scratch-roles.js';

/** What the roles that a statement names mean for it. */
export interface RoleJudgement {
  readonly drop: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

interface NamedRole {
  readonly name: string;
  readonly verdict: 'fine' | 'public' | 'predefined' | 'another tenant' | 'unknown';
  readonly span: Span;
}

const harmless: RoleJudgement = { drop: false, diagnostics: [] };

/**
 * Holds the rules of tenancy for roles in grants, default privileges and policies: a template names the groups of the
 * config, its own roles, `application_admins` and `knownRoles`, and grants nothing to PUBLIC. USAGE of the schema itself
 * is given by the tool, so pg_dump's grants on it to others are left out with a warning.
 */
export function judgeRoles(statement: SqlStatement, config: Config, fileText: string): RoleJudgement {
  const grant = statement.tag === 'AlterDefaultPrivilegesStmt' ? child(statement.ast, 'action') : statement.ast;
  if (statement.tag === 'CreatePolicyStmt' || statement.tag === 'AlterPolicyStmt') return judgePolicy(statement, config, fileText);
  if (statement.tag !== 'GrantStmt' && statement.tag !== 'AlterDefaultPrivilegesStmt') return harmless;
  const roles = namedRoles(grant?.['grantees'], statement, config, fileText);
  const bad = roles.filter((role) => role.verdict !== 'fine');
  if (grant?.['is_grant'] !== true) return judgeRevoke(roles, bad, config);
  if (bad.length > 0 && bad.length === roles.length && text(grant, 'objtype') === 'OBJECT_SCHEMA') {
    return { drop: true, diagnostics: [schemaGrant(bad, statement)] };
  }
  return { drop: bad.length > 0, diagnostics: bad.map((role) => refusal(role, config)) };
}

/** TO PUBLIC is what a policy without TO says: it grants nothing. */
function judgePolicy(statement: SqlStatement, config: Config, fileText: string): RoleJudgement {
  const roles = namedRoles(statement.ast['roles'], statement, config, fileText);
  const bad = roles.filter((role) => role.verdict !== 'fine' && role.verdict !== 'public');
  return { drop: bad.length > 0, diagnostics: bad.map((role) => refusal(role, config)) };
}

/** Nothing can be revoked from a role that is not there; a dump says it all the same. */
function judgeRevoke(roles: readonly NamedRole[], bad: readonly NamedRole[], config: Config): RoleJudgement {
  const missing = bad.filter((role) => role.verdict === 'unknown' || role.verdict === 'another tenant');
  if (missing.length === 0) return harmless;
  return { drop: true, diagnostics: missing.length === roles.length ? [] : missing.map((role) => refusal(role, config)) };
}

function namedRoles(value: unknown, statement: SqlStatement, config: Config, fileText: string): readonly NamedRole[] {
  return findAll(value, 'RoleSpec').map((role): NamedRole => {
    const start = location(role);
    const span = { file: statement.span.file, start, end: lexemeAt(fileText, start).end };
    return { name: text(role, 'rolename') ?? 'PUBLIC', verdict: verdictOn(role, config), span };
  });
}

function verdictOn(role: AstNode, config: Config): NamedRole['verdict'] {
  const kind = text(role, 'roletype');
  if (kind === 'ROLESPEC_PUBLIC') return 'public';
  const name = text(role, 'rolename');
  if (kind !== 'ROLESPEC_CSTRING' || name === null || allowedRoles(config).includes(name)) return 'fine';
  if (name.startsWith('pg_')) return 'predefined';
  return config.roles.some((one) => name.endsWith(`_${one.name}`)) ? 'another tenant' : 'unknown';
}

/** Every role a template may name. */
function allowedRoles(config: Config): readonly string[] {
  const own = config.roles.flatMap((role) => [groupRole(role.name), templateRole(config, role.name)]);
  return [...own, applicationAdmins, ...config.knownRoles];
}

function refusal(role: NamedRole, config: Config): Diagnostic {
  const groups = config.roles.map((one) => groupRole(one.name)).join(', ');
  switch (role.verdict) {
    case 'public':
      return error('PGC156', 'a grant to PUBLIC reaches every tenant', role.span, `grant to ${groups}`);
    case 'predefined':
      return error('PGC157', `role ${role.name} reaches beyond this tenant`, role.span, `grant to ${groups}`);
    case 'another tenant':
      return error('PGC157', `role ${role.name} would be one tenant's own`, role.span, anotherTenantHint(role, config));
    default:
      return error('PGC155', `role ${role.name} is not known`, role.span, unknownHint(role.name, config));
  }
}

/** In the template, the group means "this tenant's". */
function anotherTenantHint(role: NamedRole, config: Config): string {
  const meant = config.roles.find((one) => role.name.endsWith(`_${one.name}`));
  return `write ${groupRole(meant?.name ?? 'users')} for this tenant's role; if ${role.name} belongs to no tenant, list it under knownRoles in pgcog.config.ts`;
}

function unknownHint(name: string, config: Config): string {
  const known = `list it under knownRoles in pgcog.config.ts if the database has it`;
  if (config.roles.some((role) => role.name === name)) return `did you mean ${groupRole(name)}? Otherwise ${known}`;
  const near = closest(name, allowedRoles(config));
  return near === null ? `the roles of pgcog.config.ts are ${config.roles.map((role) => groupRole(role.name)).join(', ')}; ${known}` : `did you mean ${near}? Otherwise ${known}`;
}

function schemaGrant(roles: readonly NamedRole[], statement: SqlStatement): Diagnostic {
  const names = roles.map((role) => role.name).join(', ');
  return warning('PGC165', `grant on the schema to ${names} left out`, roles[0]?.span ?? statement.span, 'each tenant\'s roles get USAGE of its schema from the tool; remove the line');
}
