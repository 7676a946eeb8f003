import { findAll, location, tagged, text } from '../../catalog/ast.js';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Config } from '../../config/types.js';
import { strings } from '../../parse/tree.js';
import type { SqlStatement } from '../../parse/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic } from '../../source/types.js';

/** What of a statement is no grant, or reaches beyond a tenant's schema, at its place. Roles are judged elsewhere. */
export function checkGrant(statement: SqlStatement, config: Config, example: string): readonly Diagnostic[] {
  const wrong = kindOf(statement);
  if (wrong !== null) return [error('PGC171', wrong, statement.span, example)];
  return [...otherSchemas(statement, config), ...wholeSchema(statement, config), ...passedOn(statement), ...whoeverRuns(statement)];
}

const rowSecurity = new Set(['AT_EnableRowSecurity', 'AT_DisableRowSecurity', 'AT_ForceRowSecurity', 'AT_NoForceRowSecurity']);

/** Objects of a schema; rights on the schema itself are the tool's. */
const grantable = new Set(['OBJECT_TABLE', 'OBJECT_SEQUENCE', 'OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE', 'OBJECT_TYPE', 'OBJECT_DOMAIN']);

/** Null for what may be recorded, else what is wrong with it. */
function kindOf({ tag, ast }: SqlStatement): string | null {
  const none = 'this is neither a grant nor about a policy';
  switch (tag) {
    case 'CreatePolicyStmt':
    case 'AlterPolicyStmt':
      return null;
    case 'GrantStmt':
      return grantable.has(String(ast['objtype'])) ? null : 'this grants more than what is in a tenant\'s schema';
    case 'DropStmt':
      return ast['removeType'] === 'OBJECT_POLICY' ? null : none;
    case 'AlterTableStmt':
      return tagged(ast, 'cmds', 'AlterTableCmd').every((one) => rowSecurity.has(text(one, 'subtype') ?? '')) ? null : none;
    default:
      return none;
  }
}

/** What is granted, and what a policy guards, is the tenant's; an expression may ask what every tenant may ask. */
function otherSchemas({ tag, needs }: SqlStatement, { templateSchema }: Config): readonly Diagnostic[] {
  const everybodys = tag === 'GrantStmt' ? [] : [fixedSchemas.shared, fixedSchemas.cognition, fixedSchemas.extensions, 'pg_catalog'];
  return needs.flatMap(({ kind, schema, name, span }, index) => {
    const target = tag === 'GrantStmt' || (kind === 'relation' && index === needs.findIndex((one) => one.kind === 'relation'));
    const known: readonly string[] = target ? [templateSchema] : [templateSchema, ...everybodys];
    const found = schema ?? (target && name.startsWith('pg_') ? 'pg_catalog' : templateSchema);
    if (known.includes(found)) return [];
    return [error('PGC172', `${found}.${name} is not in a tenant's schema`, span, `write its name as in the template: without a schema, or with ${templateSchema}`)];
  });
}

function wholeSchema({ ast, span }: SqlStatement, { templateSchema }: Config): readonly Diagnostic[] {
  if (ast['targtype'] !== 'ACL_TARGET_ALL_IN_SCHEMA') return [];
  return strings(ast['objects']).filter((name) => name !== templateSchema)
    .map((name) => error('PGC172', `schema ${name} is not a tenant's`, span, `write ${templateSchema}: it stands for the schema of each tenant`));
}

/** Whoever may pass a right on may give it to another tenant's role, and nobody would know. */
function passedOn({ ast, span }: SqlStatement): readonly Diagnostic[] {
  if (ast['is_grant'] !== true || ast['grant_option'] !== true) return [];
  return [error('PGC172', 'with GRANT OPTION, members could give this to other tenants\' roles', span, 'leave out WITH GRANT OPTION')];
}

/** `CURRENT_USER` and the like. */
function whoeverRuns({ ast, span }: SqlStatement): readonly Diagnostic[] {
  const roles = [...findAll(ast, 'RoleSpec'), ...findAll(ast, 'grantor')].filter((role) => !['ROLESPEC_CSTRING', 'ROLESPEC_PUBLIC'].includes(text(role, 'roletype') ?? ''));
  return roles.map((role) => error('PGC172', 'this names whoever runs the statement', { ...span, start: location(role), end: span.end }, 'name a role of the template: tenant_users'));
}
