import type { ObjectKeys, Target } from './object-keys.js';
import { primaryKeyOf, removalsOf, type Removal } from './removals.js';
import { alterCommands, columnChanges, type ColumnChanges } from './table-changes.js';
import { keysMade, keysReferred, relationNamed, tablesCopied, type TableKey } from './table-keys.js';
import { isNode, nodes, strings } from './tree.js';
import type { ObjectName, SqlStatement } from './types.js';

/** What a statement needs to be there, and what it does to what is there. Tables and types stand as their keys where that is enough. */
export interface Effects {
  readonly uses: readonly Target[];
  readonly makes: readonly Target[];
  readonly removes: readonly Removal[];
  /** That what it removes is what it makes, under another name. */
  readonly renames: boolean;
  /** Tables and types that it changes; first the one that it is about. */
  readonly changes: readonly string[];
  readonly columns: ColumnChanges;
  readonly tableKeys: readonly TableKey[];
  /** Tables whose keys it copies. */
  readonly copies: readonly string[];
  readonly foreignKeys: readonly { readonly name: string; readonly table: Target; readonly columns: readonly string[] }[];
  /** What tells functions of one name apart. */
  readonly form: string;
}

export function effectsOf(statement: SqlStatement, keys: ObjectKeys): Effects {
  const { needs, defines } = statement;
  const meant = (name: ObjectName): readonly Target[] => keys.meant(name, statement);
  const tableKeys = keysMade(statement);
  const uses = [...needs, ...indexesTaken(statement, tableKeys)].flatMap(meant);
  const changes = changed(statement).flatMap(meant);
  const primary = statement.tag === 'AlterTableStmt' && tableKeys.some((one) => one.primary) ? changes.slice(0, 1).map(({ key, name }) => ({ key: primaryKeyOf(key), name, part: { table: key, name: '' } })) : [];
  return {
    uses,
    makes: [...defines.flatMap((name) => keys.made(name, statement)), ...primary],
    removes: removalsOf(statement, uses, keys),
    renames: statement.tag === 'RenameStmt',
    changes: changes.map(({ key }) => key),
    columns: columnChanges(statement),
    tableKeys,
    copies: tablesCopied(statement).flatMap(meant).map(({ key }) => key),
    foreignKeys: keysReferred(statement).flatMap(({ name, table, columns }) => meant(table).map((one) => ({ name, table: one, columns }))),
    form: formOf(statement),
  };
}

/** ALTER TABLE and CREATE INDEX change a table, ATTACH PARTITION two, ALTER TYPE and ALTER DOMAIN a type. */
function changed({ tag, ast, span }: SqlStatement): readonly ObjectName[] {
  if (tag === 'AlterEnumStmt' || tag === 'AlterDomainStmt' || tag === 'AlterTypeStmt') {
    const words = strings(ast['typeName']);
    return words.slice(-1).map((name) => ({ kind: 'type', schema: words.at(-2) ?? null, name, span }));
  }
  if (tag !== 'AlterTableStmt' && tag !== 'IndexStmt' && tag !== 'RenameStmt') return [];
  const partitions = alterCommands(tag, ast).flatMap(({ def }) => (isNode(def) && isNode(def['PartitionCmd']) ? [def['PartitionCmd']['name']] : []));
  return [ast['relation'], ...partitions].flatMap((one) => relationNamed(one, span));
}

/** ADD PRIMARY KEY USING INDEX names the index only there. */
function indexesTaken({ ast, span }: SqlStatement, tableKeys: readonly TableKey[]): readonly ObjectName[] {
  return tableKeys.flatMap(({ index }) => (index === null ? [] : relationNamed(ast['relation'], span).map((table) => ({ ...table, name: index }))));
}

/** Types of a function's arguments; of what is no function the text, which is its own. */
function formOf({ tag, ast, text }: SqlStatement): string {
  if (tag !== 'CreateFunctionStmt') return text;
  const parameters = nodes(ast['parameters']).flatMap(({ FunctionParameter: one }) => (isNode(one) ? [one] : []));
  const inputs = parameters.filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE');
  return JSON.stringify(inputs.map(({ argType: type }) => (isNode(type) ? [strings(type['names']).at(-1), nodes(type['arrayBounds']).length] : [])));
}
