import { isNode, nodes, strings } from './tree.js';
import type { AstNode, ObjectName, RawStatement } from './types.js';

type Definition = Omit<ObjectName, 'span'>;

/** Names that a statement makes; a table's implicit sequences and named indexes with it. Without places. */
export function definitionsOf({ tag, node }: RawStatement): readonly Definition[] {
  switch (tag) {
    case 'CreateStmt':
      return tableNames(node);
    case 'CreateForeignTableStmt':
      return isNode(node['base']) ? tableNames(node['base']) : [];
    case 'ViewStmt':
      return range('relation', node['view']);
    case 'CreateTableAsStmt':
      return isNode(node['into']) ? range('relation', node['into']['rel']) : [];
    case 'CreateSeqStmt':
      return range('relation', node['sequence']);
    case 'CompositeTypeStmt':
      return range('type', node['typevar']);
    case 'IndexStmt':
      return range('relation', isNode(node['relation']) ? { ...node['relation'], relname: node['idxname'] } : null);
    case 'AlterTableStmt':
      return changedTable(node);
    case 'CreateTrigStmt':
      return partOf(node['relation'], node['trigname']);
    case 'CreatePolicyStmt':
      return partOf(node['table'], node['policy_name']);
    case 'RuleStmt':
      return partOf(node['relation'], node['rulename']);
    case 'RenameStmt':
      return renamed(node);
    default:
      return listed(tag, node);
  }
}

/** What names its object by a list of words, or by one. */
function listed(tag: string, node: AstNode): readonly Definition[] {
  switch (tag) {
    case 'CreateEnumStmt':
      return words('type', node['typeName']);
    case 'CreateRangeStmt':
      return [...words('type', node['typeName']), ...multirange(node)];
    case 'CreateDomainStmt':
      return words('type', node['domainname']);
    case 'CreateFunctionStmt':
      return words('function', node['funcname']);
    case 'DefineStmt':
      return words(definedKinds[String(node['kind'])] ?? 'text search', node['defnames']);
    case 'CreateSchemaStmt':
      return single('schema', node['schemaname']);
    case 'CreateExtensionStmt':
      return single('extension', node['extname']);
    case 'CreateRoleStmt':
      return single('role', node['role']);
    default:
      return [];
  }
}

const definedKinds: Readonly<Record<string, ObjectName['kind']>> = {
  OBJECT_AGGREGATE: 'function', OBJECT_OPERATOR: 'operator', OBJECT_TYPE: 'type', OBJECT_COLLATION: 'collation',
};

function tableNames(node: AstNode): readonly Definition[] {
  const table = range('relation', node['relation']);
  const owner = table[0];
  if (owner === undefined) return [];
  const elements = nodes(node['tableElts']);
  const columns = elements.flatMap((one) => (isNode(one['ColumnDef']) ? [one['ColumnDef']] : []));
  const constraints = elements.flatMap((one) => constraintNames(one['Constraint'], owner, null));
  return [...table, ...columns.flatMap((column) => columnNames(column, owner)), ...constraints];
}

/** `serial` and identity columns own a sequence, named after them unless `SEQUENCE NAME` says otherwise. */
function columnNames(column: AstNode, owner: Definition): readonly Definition[] {
  const name = String(column['colname']);
  const type = isNode(column['typeName']) ? (strings(column['typeName']['names']).at(-1) ?? '') : '';
  const serial = /^(?:small|big)?serial[248]?$/u.test(type) ? [{ ...owner, name: `${owner.name}_${name}_seq` }] : [];
  return [...serial, ...nodes(column['constraints']).flatMap((one) => constraintNames(one['Constraint'], owner, name))];
}

/** A constraint under its name, the index of a key, the sequence of an identity column. */
function constraintNames(constraint: unknown, owner: Definition, column: string | null): readonly Definition[] {
  if (!isNode(constraint)) return [];
  const type = String(constraint['contype']);
  if (type === 'CONSTR_IDENTITY' && column !== null) return [identitySequence(constraint, owner, column)];
  const given = [constraint['conname'], constraint['indexname']].find((one) => typeof one === 'string');
  const name = given ?? defaultName(constraint, owner.name, column);
  if (name === null) return [];
  const index = /^CONSTR_(?:PRIMARY|UNIQUE|EXCLUSION)$/u.test(type) ? [{ ...owner, name }] : [];
  return [...index, tablePart(owner, name)];
}

/** PostgreSQL's names for unnamed constraints, as far as the text alone tells them. */
export function defaultName(constraint: AstNode, table: string, column: string | null): string | null {
  const listed = [...strings(constraint['keys']), ...strings(constraint['fk_attrs'])];
  const columns = (column === null ? listed : [column]).join('_');
  switch (constraint['contype']) {
    case 'CONSTR_PRIMARY':
      return `${table}_pkey`;
    case 'CONSTR_UNIQUE':
      return `${table}_${columns}_key`;
    case 'CONSTR_FOREIGN':
      return `${table}_${columns}_fkey`;
    case 'CONSTR_CHECK':
      return column === null ? null : `${table}_${column}_check`;
    default:
      return null;
  }
}

function identitySequence(constraint: AstNode, owner: Definition, column: string): Definition {
  const option = nodes(constraint['options']).map((one) => one['DefElem']).find((one) => isNode(one) && one['defname'] === 'sequence_name');
  const list = isNode(option) && isNode(option['arg']) && isNode(option['arg']['List']) ? option['arg']['List']['items'] : null;
  return words('relation', list)[0] ?? { ...owner, name: `${owner.name}_${column}_seq` };
}

function changedTable(node: AstNode): readonly Definition[] {
  const owner = range('relation', node['relation'])[0];
  if (owner === undefined) return [];
  return nodes(node['cmds']).flatMap((one) => {
    const command = isNode(one['AlterTableCmd']) ? one['AlterTableCmd'] : {};
    const added = isNode(command['def']) ? command['def'] : {};
    const column = typeof command['name'] === 'string' ? command['name'] : null;
    return isNode(added['ColumnDef']) ? columnNames(added['ColumnDef'], owner) : constraintNames(added['Constraint'], owner, column);
  });
}

/** Triggers, policies, rules and constraints are named within their relation. */
export function tablePart(owner: Pick<ObjectName, 'schema' | 'name'>, name: unknown): Definition {
  return { kind: 'table part', schema: owner.schema, name: `${owner.name}.${String(name)}` };
}

/** Whether PostgreSQL's object type is one of these. */
export function isTablePart(type: unknown): boolean {
  return /^OBJECT_(?:TABCONSTRAINT|TRIGGER|POLICY|RULE)$/u.test(String(type));
}

function partOf(relation: unknown, name: unknown): readonly Definition[] {
  return range('relation', relation).map((owner) => tablePart(owner, name));
}

/** What PostgreSQL's object types are called here, of those that are renamed and dropped by name. */
export const objectKinds: Readonly<Record<string, ObjectName['kind'] | undefined>> = {
  OBJECT_TABLE: 'relation', OBJECT_VIEW: 'relation', OBJECT_MATVIEW: 'relation', OBJECT_SEQUENCE: 'relation', OBJECT_INDEX: 'relation',
  OBJECT_FOREIGN_TABLE: 'relation', OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'type', OBJECT_FUNCTION: 'function', OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function', OBJECT_AGGREGATE: 'function', OBJECT_SCHEMA: 'schema', OBJECT_OPERATOR: 'operator',
};

function renamed(node: AstNode): readonly Definition[] {
  if (isTablePart(node['renameType'])) return partOf(node['relation'], node['newname']);
  const kind = objectKinds[String(node['renameType'])];
  if (kind === undefined || typeof node['newname'] !== 'string') return [];
  const object = isNode(node['object']) ? node['object'] : {};
  const list = isNode(object['List']) ? object['List']['items'] : isNode(object['ObjectWithArgs']) ? object['ObjectWithArgs']['objname'] : null;
  const schema = isNode(node['relation']) ? node['relation']['schemaname'] : strings(list).at(-2);
  return [{ kind, schema: typeof schema === 'string' ? schema : null, name: node['newname'] }];
}

/** PostgreSQL's default: `range` in the name becomes `multirange`, else `_multirange` is added. */
function multirange(node: AstNode): readonly Definition[] {
  const own = words('type', node['typeName'])[0];
  if (own === undefined) return [];
  const given = nodes(node['params']).map((one) => one['DefElem']).find((one) => isNode(one) && one['defname'] === 'multirange_type_name');
  const type = isNode(given) && isNode(given['arg']) ? given['arg']['TypeName'] : null;
  if (isNode(type)) return words('type', type['names']);
  const name = own.name.includes('range') ? own.name.replace('range', 'multirange') : `${own.name}_multirange`;
  return [{ ...own, name }];
}

function range(kind: ObjectName['kind'], node: unknown): readonly Definition[] {
  if (!isNode(node) || typeof node['relname'] !== 'string') return [];
  return [{ kind, schema: typeof node['schemaname'] === 'string' ? node['schemaname'] : null, name: node['relname'] }];
}

function words(kind: ObjectName['kind'], list: unknown): readonly Definition[] {
  const parts = strings(list);
  const name = parts.at(-1);
  return name === undefined ? [] : [{ kind, schema: parts.at(-2) ?? null, name }];
}

function single(kind: ObjectName['kind'], name: unknown): readonly Definition[] {
  return typeof name === 'string' ? [{ kind, schema: null, name }] : [];
}
