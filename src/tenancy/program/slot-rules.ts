import { isNode, nodes, strings } from '../../parse/tree.js';
import { above, elementOf, listOf, nodeOf, type TreePlace } from './find-probes.js';

/** What an identifier is at a place of the tree. */
export type IdentifierUse = 'schema' | 'role' | null;

/** What a string is at a place of the tree. */
export type StringUse = 'name' | 'schema name' | 'role name' | 'path' | 'path list' | 'body' | 'remark' | null;

/**
 * Whether a word of a tree is a schema's name or a role's. Every other word that looks the same (a table, a column, an
 * alias, a constraint) is left alone.
 */
export function identifierUse(place: TreePlace): IdentifierUse {
  if (place.key === 'schemaname' || place.key === 'newschema') return 'schema';
  if (place.key === 'rolename') return 'role';
  const holder = nodeOf(place);
  if (holder === null) return null;
  if (isSearchPath(place)) return 'schema';
  const list = listOf(place);
  if (list === null) return namesSchema(elementOf(place)) ? 'schema' : null;
  const owner = nodeOf(list.list);
  if (owner === null) return null;
  if (isSchemaList(owner.tag, owner.node, list.list)) return 'schema';
  const behind = wordsBehind(list.list, owner);
  return behind !== null && list.length - 1 - list.index === behind ? 'schema' : null;
}

/** `COMMENT ON SCHEMA x`, where the name stands alone. */
function namesSchema(element: TreePlace): boolean {
  const holder = nodeOf(element);
  const object = holder?.node['objtype'] ?? holder?.node['removeType'];
  return object === 'OBJECT_SCHEMA' && element.key === 'object';
}

function isSchemaList(tag: string, node: Readonly<Record<string, unknown>>, list: TreePlace): boolean {
  if (list.key === 'objects' && (node['objtype'] === 'OBJECT_SCHEMA' || node['removeType'] === 'OBJECT_SCHEMA' || node['targtype'] === 'ACL_TARGET_ALL_IN_SCHEMA')) return true;
  return tag === 'List' && above(list, 'DefElem')?.['defname'] === 'schemas';
}

/** Fields whose list of words is one object's name. */
const nameFields = new Set([
  'funcname', 'collname', 'objname', 'typeName', 'domainname', 'opclassname', 'opfamilyname', 'defnames', 'dictname', 'cfgname', 'operName', 'useOp',
  'opclass', 'collation', 'opername',
]);

/** Objects of a relation: `schema.table.name`. */
const ofRelation = new Set(['OBJECT_COLUMN', 'OBJECT_TABCONSTRAINT', 'OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE']);

const listHolders = ['DefElem', 'CommentStmt', 'DropStmt', 'RenameStmt', 'AlterObjectSchemaStmt', 'AlterObjectDependsStmt', 'AlterOwnerStmt', 'AlterTSConfigurationStmt', 'Constraint', 'CreateOpClassItem', 'GrantStmt'];

/** How many words stand behind the schema in a name of this place; null where the list is no name. */
function wordsBehind(list: TreePlace, { node, tag }: NonNullable<ReturnType<typeof nodeOf>>): number | null {
  if (list.key === 'fields') return tag === 'ColumnRef' ? 2 : null;
  if (list.key === 'names') return node['pct_type'] === true ? 2 : 1;
  if (list.key === 'name') return tag === 'A_Expr' ? 1 : null;
  if (nameFields.has(String(list.key))) return 1;
  if (list.key !== 'items' || tag !== 'List') return null;
  const holder = above(list, ...listHolders);
  if (holder === null) return null;
  const object = String(holder['removeType'] ?? holder['objtype'] ?? holder['renameType'] ?? holder['objectType'] ?? '');
  return ofRelation.has(object) || holder['defname'] === 'owned_by' ? 2 : 1;
}

function isSearchPath(place: TreePlace): boolean {
  const set = above(place, 'VariableSetStmt');
  return set !== null && set['name'] === 'search_path' && above(place, 'A_Const') !== null;
}

/** Functions whose argument of that number, if it is a literal, names an object. */
const takesName: Readonly<Record<string, number>> = {
  nextval: 0, currval: 0, setval: 0, to_regclass: 0, to_regtype: 0, to_regproc: 0, to_regprocedure: 0, to_regoper: 0, to_regoperator: 0,
  to_regcollation: 0, pg_get_serial_sequence: 0, pg_relation_size: 0, pg_table_size: 0, pg_indexes_size: 0, pg_total_relation_size: 0,
  pg_sequence_last_value: 0, ts_lexize: 0, unaccent: 0, to_tsvector: 0, to_tsquery: 0, plainto_tsquery: 0, phraseto_tsquery: 0,
  websearch_to_tsquery: 0, ts_headline: 0,
};

/** With one argument these take a text, and no text search configuration before it. */
const takesTextAlone = /^(?:to_tsvector|to_tsquery|plainto_tsquery|phraseto_tsquery|websearch_to_tsquery|unaccent)$/u;

/** What a string is used for: a name that PostgreSQL reads itself, a search path, a function's body, a remark, or else null. */
export function stringUse(place: TreePlace): StringUse {
  if (place.key === 'comment' || above(place, 'CommentStmt', 'CreateEnumStmt', 'AlterEnumStmt') !== null) return 'remark';
  if (isSearchPath(place)) return 'path';
  const definition = above(place, 'DefElem');
  if (definition?.['defname'] === 'as' && above(place, 'CreateFunctionStmt', 'DoStmt') !== null) return 'body';
  if (triggerConfiguration(place)) return 'name';
  const constant = constantOf(place);
  if (constant === null) return null;
  const holder = nodeOf(constant);
  if (holder?.tag === 'TypeCast') return castUse(holder.node);
  const list = listOf(constant);
  const call = list === null ? null : nodeOf(list.list);
  return call?.tag === 'FuncCall' && list !== null ? argumentUse(call.node, list.index) : null;
}

function constantOf(place: TreePlace): TreePlace | null {
  for (let at = place.up; at !== null; at = at.up) if (at.key === 'A_Const') return at.up;
  return null;
}

function castUse(node: Readonly<Record<string, unknown>>): StringUse {
  const words = isNode(node['typeName']) ? strings(node['typeName']['names']) : [];
  if (words.length > 1 && words[0] !== 'pg_catalog') return null;
  const name = words.at(-1) ?? '';
  if (name === 'regnamespace') return 'schema name';
  if (name === 'regrole') return 'role name';
  return /^reg(?:class|type|procedure|proc|operator|oper|collation|config|dictionary)$/u.test(name) ? 'name' : null;
}

function argumentUse(call: Readonly<Record<string, unknown>>, index: number): StringUse {
  const words = strings(call['funcname']);
  const name = words.at(-1) ?? '';
  if (words.length > 1 && words[0] !== 'pg_catalog' && words[0] !== 'extensions') return null;
  const values = nodes(call['args']);
  if (name === 'set_config') return index === 1 && JSON.stringify(values[0] ?? null).includes('"search_path"') ? 'path list' : null;
  if (!Object.hasOwn(takesName, name) || takesName[name] !== index) return null;
  return takesTextAlone.test(name) && values.length < 2 ? null : 'name';
}

/** `tsvector_update_trigger(column, 'schema.configuration', ...)` wants the configuration with its schema. */
function triggerConfiguration(place: TreePlace): boolean {
  const trigger = above(place, 'CreateTrigStmt');
  const list = listOf(place);
  return trigger !== null && list?.list.key === 'args' && list.index === 1 && strings(trigger['funcname']).at(-1) === 'tsvector_update_trigger';
}
