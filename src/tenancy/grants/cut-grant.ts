import { judgeRoles } from '../../catalog/judge-roles.js';
import { parseFile } from '../../parse/parse-file.js';
import type { Grammar, SqlStatement } from '../../parse/types.js';
import type { Config } from '../../config/types.js';
import { error, hasErrors } from '../../source/diagnostic.js';
import type { Diagnostic, SourceFile, Staged } from '../../source/types.js';
import { cutContext } from '../program/cut-context.js';
import { cutStatement } from '../program/cut-statement.js';
import { checkGrant } from './check-grant.js';
import type { TenantGrant } from './types.js';

/** The text of a grant as a file, for whoever prints where a mistake is. */
export function grantFile(text: string): SourceFile {
  return { path: 'grant', text };
}

/**
 * Cuts one `GRANT`, `REVOKE`, `CREATE POLICY`, `ALTER POLICY`, `DROP POLICY` or `ALTER TABLE ... ROW LEVEL SECURITY` in
 * the template's names: `grant select on orders to tenant_billing`. What reaches beyond a tenant is refused here with its
 * place in the text ({@link grantFile}); the database refuses it once more.
 *
 * @returns null with errors
 */
export function cutGrant(grammar: Grammar, config: Config, text: string): Staged<TenantGrant | null> {
  const parsed = parseFile(grammar, grantFile(text));
  const [statement, second] = parsed.value;
  if (hasErrors(parsed.diagnostics)) return { value: null, diagnostics: parsed.diagnostics };
  if (statement === undefined) return { value: null, diagnostics: [...parsed.diagnostics, error('PGC171', 'there is no statement', null, example)] };
  if (second !== undefined) return { value: null, diagnostics: [error('PGC171', 'more than one statement', second.span, 'give them one by one: each is recorded on its own')] };
  const refused = [...parsed.diagnostics, ...checkGrant(statement, config, example), ...rolesOf(statement, config, text)];
  if (hasErrors(refused)) return { value: null, diagnostics: refused };
  const cut = cutStatement(cutContext(grammar, config), statement, null);
  const diagnostics = [...refused, ...cut.diagnostics];
  return { value: hasErrors(diagnostics) ? null : { statement: statement.text.trim(), pieces: cut.value }, diagnostics };
}

const example = 'write one like: grant select on orders to tenant_users';

/** As in the template; what is taken from a role must name it as well as what is given. */
function rolesOf(statement: SqlStatement, config: Config, text: string): readonly Diagnostic[] {
  const judged = statement.tag === 'GrantStmt' ? { ...statement, ast: { ...statement.ast, is_grant: true } } : statement;
  return judgeRoles(judged, config, text).diagnostics;
}
