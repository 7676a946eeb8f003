import type { Client } from 'pg';
import type { Diagnostic, Staged } from '../../source/types.js';
import { error, warning } from '../../source/diagnostic.js';
import { provePrepared } from '../qualify/prove-prepared.js';
import type { FieldStatement, RolePermission, Statement } from '../types.js';
import { checkPermissions, type PermissionInput } from './check-permissions.js';

/**
 * Proves the statements of fields for another tenant and fills in what each role may do. A field that no role may call
 * is an error where the user asked for it by name, a warning where the generator offers it.
 */
export async function checkFields(input: Omit<PermissionInput, 'statements'> & { readonly prover: Client }, fields: readonly FieldStatement[]): Promise<Staged<readonly FieldStatement[]>> {
  const owned = fields.flatMap((field) => statementsOf(field).map((statement) => ({ statement, span: field.span })));
  const [proof, verdicts] = await Promise.all([
    provePrepared(input.prover, input.catalog, owned),
    checkPermissions({ ...input, statements: owned.map(({ statement }) => statement) }),
  ]);
  if (proof.length > 0) return { value: fields, diagnostics: proof };
  const value = fields.map((field) => withPermissions(field, verdicts));
  return { value, diagnostics: value.flatMap((field) => nobodyMayCall(input.catalog.roles, field)) };
}

/** Each statement once: a transaction's main one is among its steps. */
function statementsOf({ statement, steps, check }: FieldStatement): readonly Statement[] {
  const main = statement === null || steps.length > 0 ? [] : [statement];
  return [...(check === null ? [] : [check]), ...main, ...steps];
}

function withPermissions(field: FieldStatement, verdicts: ReadonlyMap<string, readonly RolePermission[]>): FieldStatement {
  const fill = <T extends Statement | null>(statement: T): T => (statement === null ? statement : { ...statement, permissions: verdicts.get(statement.name) ?? [] });
  return { ...field, statement: fill(field.statement), steps: field.steps.map(fill), check: fill(field.check) };
}

function nobodyMayCall(roles: readonly string[], field: FieldStatement): readonly Diagnostic[] {
  const statements = statementsOf(field);
  if (statements.length === 0 || field.callersGrantedLater) return [];
  const reasons = roles.map((role) => [role, refusal(field, statements, role)] as const);
  if (reasons.some(([, reason]) => reason === null)) return [];
  const [first] = field.allow === null ? reasons : reasons.filter(([role]) => field.allow?.includes(role));
  const why = first === undefined ? '' : ` (${first[0]}: ${first[1] ?? ''})`;
  const message = `no role may call ${field.parent}.${field.field}${why}`;
  if (field.origin === 'crud' || field.origin === 'relation') return [warning('PGC260', message, field.span, 'grant what it needs in the template, or leave the operation out')];
  const otherwise = field.origin === 'function' ? 'take it out of functions' : 'say callers: granted-later';
  return [error('PGC260', message, field.span, `grant what it needs in the template, or ${otherwise}`)];
}

function refusal({ allow }: FieldStatement, statements: readonly Statement[], role: string): string | null {
  if (allow !== null && !allow.includes(role)) return 'not under allow';
  const refused = statements.flatMap(({ permissions }) => permissions).find((one) => one.role === role && !one.allowed);
  return refused === undefined ? null : (refused.reason ?? 'permission denied');
}
