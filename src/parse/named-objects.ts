import { isTablePart, tablePart } from './definitions.js';
import { isNode, nodes, strings } from './tree.js';
import type { AstNode, ObjectName, RawStatement } from './types.js';

type Name = Omit<ObjectName, 'span'>;

export interface NamedObjects {
  readonly names: readonly Name[];
  /** Locations of TypeName nodes that name a function. */
  readonly functions: ReadonlySet<number>;
}

/**
 * Names that a utility statement writes as bare words, which a walk over the tree cannot tell from others: the object of
 * COMMENT, GRANT, ALTER ... OWNER and DROP, a trigger's function, a sequence's owner, the parts of an aggregate.
 */
export function namedObjects({ tag, node }: RawStatement): NamedObjects {
  return { names: [...objects(tag, node), ...argumentLists(node), ...bareWords(tag, node)], functions: functionPlaces(node) };
}

function objects(tag: string, node: AstNode): readonly Name[] {
  const type = String(node['objtype'] ?? node['objectType'] ?? node['removeType'] ?? node['renameType'] ?? '');
  const list = tag === 'GrantStmt' && node['targtype'] !== 'ACL_TARGET_OBJECT' ? [] : nodes(node['objects']);
  const single = isNode(node['object']) ? [node['object']] : [];
  return [...list, ...single].flatMap((object) => objectName(type, object));
}

function objectName(type: string, object: AstNode): readonly Name[] {
  const list = isNode(object['List']) ? nodes(object['List']['items']) : null;
  if (list === null) {
    if (!isNode(object['String'])) return [];
    const kind = type === 'OBJECT_SCHEMA' ? 'schema' : type === 'OBJECT_EXTENSION' ? 'extension' : null;
    return kind === null ? [] : named(kind, strings([object]));
  }
  const words = strings(list);
  if (/^OBJECT_(?:TABLE|VIEW|MATVIEW|SEQUENCE|INDEX|FOREIGN_TABLE)$/u.test(type)) return named('relation', words);
  if (type === 'OBJECT_COLUMN') return named('relation', words.slice(0, -1));
  if (isTablePart(type)) {
    const table = named('relation', words.slice(0, -1));
    return [...table, ...table.map((owner) => tablePart(owner, words.at(-1)))];
  }
  return /^OBJECT_(?:TYPE|DOMAIN)$/u.test(type) ? named('type', words) : [];
}

/** Functions written with their argument types: `f(int)`. */
function argumentLists(node: AstNode): readonly Name[] {
  const found: Name[] = [];
  const open: unknown[] = [node['object'], node['objects'], node['func'], node['items'], node['objfamily']];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) for (const one of next as unknown[]) open.push(one);
    else if (isNode(next) && Array.isArray(next['objname'])) found.push(...routine(strings(next['objname'])));
    else if (isNode(next)) open.push(...Object.values(next).filter((value) => typeof value === 'object'));
  }
  return found;
}

/** An operator class lists operators beside functions; a symbol tells them apart. */
function routine(words: readonly string[]): readonly Name[] {
  return named(/^[-+*/<>=~!@#%^&|`?]+$/u.test(words.at(-1) ?? '') ? 'operator' : 'function', words);
}

function bareWords(tag: string, node: AstNode): readonly Name[] {
  switch (tag) {
    case 'CreateTrigStmt':
    case 'CreateEventTrigStmt':
      return named('function', strings(node['funcname']));
    case 'AlterEnumStmt':
    case 'AlterDomainStmt':
    case 'AlterTypeStmt':
      return named('type', strings(node['typeName']));
    case 'AlterTableStmt':
      return changedParts(node);
    case 'RenameStmt':
      return isNode(node['relation']) && isTablePart(node['renameType']) ? [tablePart(relation(node['relation']), node['subname'])] : [];
    case 'AlterPolicyStmt':
      return isNode(node['table']) ? [tablePart(relation(node['table']), node['policy_name'])] : [];
    case 'CreateSeqStmt':
    case 'AlterSeqStmt':
      return named('relation', owner(node).slice(0, -1));
    default:
      return [];
  }
}

/** `DISABLE TRIGGER audit`, `VALIDATE CONSTRAINT total_check`, `ALTER CONSTRAINT orders_customer_fkey DEFERRABLE`. */
function changedParts(node: AstNode): readonly Name[] {
  if (!isNode(node['relation'])) return [];
  const owner = relation(node['relation']);
  return nodes(node['cmds']).flatMap((one) => {
    const command = isNode(one['AlterTableCmd']) ? one['AlterTableCmd'] : {};
    const altered = isNode(command['def']) ? command['def']['ATAlterConstraint'] : null;
    const name = isNode(altered) ? altered['conname'] : command['name'];
    return /(?:Trig|Rule|Constraint)$/u.test(String(command['subtype'])) && typeof name === 'string' ? [tablePart(owner, name)] : [];
  });
}

function relation(node: AstNode): Pick<ObjectName, 'schema' | 'name'> {
  return { schema: typeof node['schemaname'] === 'string' ? node['schemaname'] : null, name: String(node['relname']) };
}

/** `OWNED BY orders.id`; `NONE` is a word alone. */
function owner(node: AstNode): readonly string[] {
  const option = elements(node['options']).find((one) => one['defname'] === 'owned_by');
  const argument = option?.['arg'];
  return isNode(argument) && isNode(argument['List']) ? strings(argument['List']['items']) : [];
}

const functionOptions = new Set([
  'sfunc', 'finalfunc', 'combinefunc', 'serialfunc', 'deserialfunc', 'msfunc', 'minvfunc', 'mfinalfunc',
  'function', 'procedure', 'restrict', 'join', 'subtype_diff', 'canonical', 'input', 'output',
]);

function functionPlaces(node: AstNode): ReadonlySet<number> {
  const places = [...elements(node['definition']), ...elements(node['params'])].flatMap((option) => {
    const argument = option['arg'];
    const type = isNode(argument) ? argument['TypeName'] : null;
    if (!functionOptions.has(String(option['defname'])) || !isNode(type)) return [];
    return typeof type['location'] === 'number' ? [type['location']] : [];
  });
  return new Set(places);
}

function elements(list: unknown): AstNode[] {
  return nodes(list).flatMap((one) => (isNode(one['DefElem']) ? [one['DefElem']] : []));
}

function named(kind: ObjectName['kind'], words: readonly string[]): readonly Name[] {
  const name = words.at(-1);
  return name === undefined ? [] : [{ kind, schema: words.at(-2) ?? null, name }];
}
