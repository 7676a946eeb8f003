import { child, children, strings, tagged, text } from '../../catalog/ast.js';
import type { AstNode, SqlStatement } from '../../parse/types.js';

/**
 * Whether a statement runs nothing that a tenant's schema says: no function, no trigger, no expression of its own. Then its
 * schema's owner can be set for it by SET ROLE alone; of anything else there could be a way back to who has set it.
 *
 * What an index evaluates PostgreSQL runs as the table's owner, and lets it become nobody else
 * (https://www.postgresql.org/docs/current/sql-createindex.html, security-restricted operations).
 */
export function isInert({ tag, ast }: SqlStatement): boolean {
  if (tag === 'IndexStmt' || tag === 'CommentStmt') return true;
  return tag === 'AlterTableStmt' && text(ast, 'objtype') === 'OBJECT_TABLE' && tagged(ast, 'cmds', 'AlterTableCmd').every((one) => {
    const kind = text(one, 'subtype') ?? '';
    return inertChanges.has(kind) || (kind === 'AT_AddColumn' && isPlain(child(child(one, 'def'), 'ColumnDef')));
  });
}

const inertChanges = new Set(['AT_DropColumn', 'AT_DropNotNull', 'AT_SetStatistics']);

/** PostgreSQL's own, which are found before any of a schema's; what they read does not depend on settings. */
const settled = new Set(['bool', 'bpchar', 'float4', 'float8', 'int2', 'int4', 'int8', 'json', 'jsonb', 'numeric', 'text', 'uuid', 'varchar']);
const builtIn = new Set([...settled, 'bytea', 'date', 'inet', 'interval', 'time', 'timestamp', 'timestamptz', 'timetz']);

/** A column of a built-in type that is empty, or has a literal in it. */
function isPlain(column: AstNode | null): boolean {
  return isOneOf(child(column, 'typeName'), builtIn) && tagged(column, 'constraints', 'Constraint').every((one) => {
    const kind = text(one, 'contype') ?? '';
    return kind === 'CONSTR_NOTNULL' || kind === 'CONSTR_NULL' || (kind === 'CONSTR_DEFAULT' && isOneOf(child(column, 'typeName'), settled) && isLiteral(child(one, 'raw_expr')));
  });
}

function isLiteral(expression: AstNode | null): boolean {
  const cast = child(expression, 'TypeCast');
  return cast === null ? child(expression, 'A_Const') !== null : isOneOf(child(cast, 'typeName'), settled) && child(child(cast, 'arg'), 'A_Const') !== null;
}

function isOneOf(type: AstNode | null, names: ReadonlySet<string>): boolean {
  const [first, second, third] = strings(type, 'names');
  const name = second === undefined ? first : first === 'pg_catalog' && third === undefined ? second : undefined;
  return name !== undefined && names.has(name) && type?.['setof'] !== true && children(type, 'arrayBounds').length === 0;
}
