import { isTablePart, objectKinds } from './definitions.js';
import type { ObjectKeys, Target } from './object-keys.js';
import { alterCommands } from './table-changes.js';
import { isNode } from './tree.js';
import type { AstNode, ObjectName, SqlStatement } from './types.js';

/** A thing whose name is free after a statement. */
export interface Removal extends Target {
  /** Without IF EXISTS: the thing was there. */
  readonly sure: boolean;
}

/** What DROP, RENAME and ALTER TABLE ... DROP CONSTRAINT take away, of what the statement uses. */
export function removalsOf(statement: SqlStatement, uses: readonly Target[], keys: ObjectKeys): readonly Removal[] {
  const { tag, ast, defines } = statement;
  if (tag === 'DropStmt') {
    const kind = isTablePart(ast['removeType']) ? 'table part' : objectKinds[String(ast['removeType'])];
    return uses.filter(({ name }) => name.kind === kind).map((one) => ({ ...one, sure: ast['missing_ok'] !== true }));
  }
  if (tag === 'RenameStmt') return uses.filter(({ name }) => name.kind === defines[0]?.kind).map((one) => ({ ...one, sure: true }));
  return alterCommands(tag, ast).filter(({ subtype }) => subtype === 'AT_DropConstraint').flatMap((command) => constraintDropped(command, statement, uses, keys));
}

/** With a key goes its index; and it may have been the primary key, whatever its name. */
function constraintDropped(command: AstNode, statement: SqlStatement, uses: readonly Target[], keys: ObjectKeys): readonly Removal[] {
  const part = uses.find(({ part: own }) => own?.name === command['name']);
  if (part?.part == null) return [];
  const schema = isNode(statement.ast['relation']) ? statement.ast['relation']['schemaname'] : null;
  const index: ObjectName = { kind: 'relation', schema: typeof schema === 'string' ? schema : null, name: part.part.name, span: statement.span };
  return [
    { ...part, sure: command['missing_ok'] !== true },
    ...[...keys.made(index, statement), { key: primaryKeyOf(part.part.table), name: part.name, part: { table: part.part.table, name: '' } }].map((one) => ({ ...one, sure: false })),
  ];
}

/** A table has one primary key, which can have any name: as a part it has none. */
export function primaryKeyOf(table: string): string {
  return `${table}\0`;
}
