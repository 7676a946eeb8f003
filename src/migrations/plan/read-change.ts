import { isNode, nodes, strings } from '../../parse/tree.js';
import type { AstNode, Grammar } from '../../parse/types.js';

/** A table as a statement names it. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** One command of an ALTER TABLE, as `AlterTableCmd` has it. */
export interface TableCommand {
  /** `AT_AddColumn`, `AT_SetNotNull`, ... */
  readonly subtype: string;
  readonly name: string;
  readonly def: AstNode;
}

/** What a statement of the engine is about, as far as hazards and steps depend on it. */
export interface ReadChange {
  readonly tag: string;
  readonly node: AstNode;
  /** `OBJECT_TABLE`, `OBJECT_TYPE`; of a DROP what is dropped. */
  readonly objtype: string;
  readonly table: TableName | null;
  readonly commands: readonly TableCommand[];
  /** Of a DROP: the last two words of each name. */
  readonly dropped: readonly TableName[];
}

/** Reads the first statement of a text that the engine wrote. */
export function readChange(grammar: Grammar, sql: string): ReadChange {
  const statement = grammar.parse(sql).statements[0];
  if (statement === undefined) throw new Error(`a planned statement does not parse: ${sql}`);
  const { tag, node } = statement;
  return {
    tag, node, objtype: text(node['objtype']) || text(node['removeType']), table: tableName(node['relation']),
    commands: nodes(node['cmds']).map(toCommand), dropped: tag === 'DropStmt' ? nodes(node['objects']).flatMap(toDropped) : [],
  };
}

function toCommand(item: AstNode): TableCommand {
  const command = isNode(item['AlterTableCmd']) ? item['AlterTableCmd'] : {};
  const wrapped = isNode(command['def']) ? command['def'] : {};
  const inner = Object.values(wrapped)[0];
  return { subtype: text(command['subtype']), name: text(command['name']), def: isNode(inner) ? inner : {} };
}

function toDropped(item: AstNode): readonly TableName[] {
  const names = isNode(item['TypeName']) ? item['TypeName']['names'] : isNode(item['ObjectWithArgs']) ? item['ObjectWithArgs']['objname'] : undefined;
  const list = isNode(item['List']) ? item['List'] : { items: names };
  const words = strings(list['items']);
  const name = words.at(-1);
  return name === undefined ? [] : [{ schema: words.at(-2) ?? '', name }];
}

/** Of a RangeVar, bare or wrapped. */
export function tableName(value: unknown): TableName | null {
  if (!isNode(value)) return null;
  const range = isNode(value['RangeVar']) ? value['RangeVar'] : value;
  return { schema: text(range['schemaname']), name: text(range['relname']) };
}

/** Of GRANT and REVOKE: the columns that privileges are said of, as `select (id, note)`. */
export function grantedColumns({ node }: ReadChange): readonly string[] {
  return nodes(node['privileges']).flatMap((one) => (isNode(one['AccessPriv']) ? strings(one['AccessPriv']['cols']) : []));
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
