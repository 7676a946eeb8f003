import { error, info } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import { searchPathSet, setConfigCall } from './search-path.js';
import { isNode, nodes } from './tree.js';
import type { SqlStatement, StatementClass } from './types.js';

type Kind = StatementClass['kind'];

/**
 * What the loader of a template does with a statement. Grounds: a template is run once per tenant, by an owner that is
 * no superuser, in one transaction, on a connection that is used again (the rules of tenancy). What pg_dump
 * --schema-only writes around the schema is dropped without a word, its owners with an info line.
 */
export function classify(statement: SqlStatement): StatementClass {
  const { tag, ast } = statement;
  if (searchPathSet({ tag, node: ast }) !== null) return searchPath(statement);
  if (tag === 'VariableSetStmt') return setting(statement, String(ast['name'] ?? ''));
  if (tag === 'SelectStmt') return select(statement);
  if (tag === 'AlterOwnerStmt' || onlyOwner(statement)) {
    return dropped('owner', info('PGC110', 'the owner is left out: each tenant has an owner of its own', statement.span));
  }
  if (tag === 'AlterDefaultPrivilegesStmt') return defaultPrivileges(statement);
  if (tag === 'CreateExtensionStmt') return run('extension');
  if (tag === 'CommentStmt' && ast['objtype'] === 'OBJECT_EXTENSION') return dropped('extension');
  if (tag === 'CreateSchemaStmt') return run('schema');
  if (tag === 'DoStmt') return run('do');
  if (['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].includes(tag)) return run('data');
  return refusal(statement) ?? run('ddl');
}

function run(kind: Kind): StatementClass {
  return { kind, action: 'run', diagnostics: [] };
}

function dropped(kind: Kind, ...diagnostics: readonly Diagnostic[]): StatementClass {
  return { kind, action: 'drop', diagnostics };
}

function refuse(kind: Kind, diagnostic: Diagnostic): StatementClass {
  return { kind, action: 'refuse', diagnostics: [diagnostic] };
}

/** `SET LOCAL` would end with the transaction, which is ours. The path itself is read in parseFile. */
function searchPath({ ast, span }: SqlStatement): StatementClass {
  if (ast['kind'] === 'VAR_RESET_ALL') return dropped('setting');
  if (ast['is_local'] !== true) return dropped('search path');
  const hint = 'write SET search_path; it holds to the end of the file';
  return refuse('search path', error('PGC106', 'SET LOCAL search_path ends with a transaction', span, hint));
}

/** What pg_dump sets before a schema; none of it changes what is created here. */
const preamble = new Set([
  'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout', 'client_encoding',
  'standard_conforming_strings', 'check_function_bodies', 'xmloption', 'client_min_messages', 'row_security',
  'default_tablespace', 'default_table_access_method', 'default_with_oids', 'default_toast_compression', 'escape_string_warning',
]);

function setting({ ast, span }: SqlStatement, name: string): StatementClass {
  if (name === 'role' || name === 'session_authorization') {
    const hint = 'delete it; the template is run as the owner of the tenant';
    return refuse('role', error('PGC107', `the template cannot change who runs it (${name.replace('_', ' ')})`, span, hint));
  }
  if (/^transaction|^session characteristics/iu.test(name) && !preamble.has(name)) {
    return refuse('transaction', error('PGC105', 'the template is one transaction, made by the tool', span, 'delete it'));
  }
  if (preamble.has(name) || ast['kind'] === 'VAR_RESET') return dropped('setting');
  const hint = 'set it where it is needed: create function ... set name = value, or alter database outside the template';
  return refuse('setting', error('PGC106', `the setting ${name} would last for this session only`, span, hint));
}

/** A SELECT is run for what it does (`setval`); one that makes a table is DDL, one that sets is a setting. */
function select(statement: SqlStatement): StatementClass {
  const call = setConfigCall(statement.ast);
  if (call !== null) return setting(statement, call[0] ?? '');
  return run(statement.ast['intoClause'] === undefined ? 'query' : 'ddl');
}

function onlyOwner({ tag, ast }: SqlStatement): boolean {
  const commands = nodes(ast['cmds']).map((one) => (isNode(one['AlterTableCmd']) ? one['AlterTableCmd']['subtype'] : null));
  return tag === 'AlterTableStmt' && commands.length > 0 && commands.every((subtype) => subtype === 'AT_ChangeOwner');
}

/** Those of a named role cannot be the tenant owner's; without one they are the owner's own, and stay. */
function defaultPrivileges({ ast, span }: SqlStatement): StatementClass {
  const named = nodes(ast['options']).some((one) => isNode(one['DefElem']) && one['DefElem']['defname'] === 'roles');
  if (!named) return run('default privileges');
  const message = 'default privileges for a named role are left out: what is made here belongs to the tenant owner';
  return dropped('default privileges', info('PGC111', message, span, 'leave out FOR ROLE to keep them'));
}

function refusal({ tag, ast, span }: SqlStatement): StatementClass | null {
  if (tag === 'TransactionStmt') {
    return refuse('transaction', error('PGC105', 'the template is one transaction, made by the tool', span, 'delete it'));
  }
  if (roleTags.has(tag)) {
    const hint = 'name roles in pgcog.config.ts (roles: { billing: {} }); each tenant gets its own';
    return refuse('role', error('PGC107', 'roles are made for all tenants, not by the template', span, hint));
  }
  if (clusterTags.has(tag) || dropsCluster(tag, ast)) {
    const hint = 'run it on the cluster itself; the template holds one schema';
    return refuse('cluster', error('PGC108', 'this reaches beyond a tenant schema', span, hint));
  }
  if (commandTags.has(tag)) {
    const hint = 'delete it; the template holds what each tenant gets';
    return refuse('command', error('PGC109', 'this leaves nothing behind that a tenant could have', span, hint));
  }
  if (ast['concurrent'] !== true && ast['concurrently'] !== true) return null;
  const hint = 'delete the word; a new tenant has no rows to wait for';
  return refuse('command', error('PGC112', 'CONCURRENTLY cannot run in a transaction', span, hint));
}

const roleTags = new Set([
  'CreateRoleStmt', 'AlterRoleStmt', 'AlterRoleSetStmt', 'DropRoleStmt', 'GrantRoleStmt', 'ReassignOwnedStmt', 'DropOwnedStmt',
]);

const clusterTags = new Set([
  'CreatedbStmt', 'AlterDatabaseStmt', 'AlterDatabaseSetStmt', 'AlterDatabaseRefreshCollStmt', 'DropdbStmt', 'AlterSystemStmt',
  'CreateTableSpaceStmt', 'AlterTableSpaceOptionsStmt', 'DropTableSpaceStmt', 'CreateSubscriptionStmt', 'AlterSubscriptionStmt',
  'DropSubscriptionStmt', 'CreatePublicationStmt', 'AlterPublicationStmt', 'CreateEventTrigStmt', 'AlterEventTrigStmt',
  'CreatePLangStmt', 'CreateAmStmt', 'AlterExtensionStmt', 'AlterExtensionContentsStmt', 'CreateTransformStmt',
]);

const commandTags = new Set([
  'CopyStmt', 'PrepareStmt', 'ExecuteStmt', 'DeallocateStmt', 'DeclareCursorStmt', 'FetchStmt', 'ClosePortalStmt', 'ListenStmt',
  'UnlistenStmt', 'NotifyStmt', 'DiscardStmt', 'LockStmt', 'VacuumStmt', 'CheckPointStmt', 'ExplainStmt', 'VariableShowStmt',
  'ConstraintsSetStmt', 'LoadStmt', 'ClusterStmt', 'ReindexStmt',
]);

const clusterObjects =
  /^OBJECT_(?:DATABASE|TABLESPACE|ROLE|EXTENSION|LANGUAGE|PUBLICATION|SUBSCRIPTION|EVENT_TRIGGER|PARAMETER_ACL)$/u;

function dropsCluster(tag: string, ast: SqlStatement['ast']): boolean {
  const type = String(ast['removeType'] ?? ast['objtype'] ?? ast['renameType'] ?? '');
  return /^(?:Drop|Grant|Rename)Stmt$/u.test(tag) && clusterObjects.test(type);
}
