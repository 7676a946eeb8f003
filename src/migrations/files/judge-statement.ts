import { judgeRoles } from '../../catalog/judge-roles.js';
import { findName, headSpan, tokenSpan } from '../../catalog/name-place.js';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Config } from '../../config/types.js';
import { classify } from '../../parse/classify.js';
import { isNode } from '../../parse/tree.js';
import type { SqlStatement } from '../../parse/types.js';
import { error, hasErrors } from '../../source/diagnostic.js';
import type { Diagnostic, SourceFile, Span } from '../../source/types.js';
import { judgeBatch } from './judge-batch.js';
import { needsOwnTransaction } from './needs-own.js';
import { targetsOf, type Target } from './targets-of.js';
import type { StepDirective } from './types.js';

/** What is wrong with a statement of a migration under its directive. Grounds: the rules of tenancy, as for templates. */
export function judgeStatement(statement: SqlStatement, directive: StepDirective, config: Config, file: SourceFile): readonly Diagnostic[] {
  const forbidden = judgeKind(statement, directive);
  if (forbidden !== null) return [forbidden];
  const roles = judgeRoles(statement, config, file.text).diagnostics;
  const batch = judgeBatch(statement, directive, config.templateSchema);
  const found = [...judgeHome(statement, directive, config), ...(hasErrors(roles) ? roles : []), ...(batch === null ? [] : [batch])];
  if (directive.kind !== 'transaction' || !needsOwnTransaction(statement)) return found;
  const way = `write above it: -- pgcog step ${directive.home === 'shared' ? 'shared ' : ''}alone`;
  return [...found, error('PGC706', `${statement.tag === 'VacuumStmt' ? 'VACUUM' : 'CONCURRENTLY'} cannot run in a transaction`, wordSpan(statement, 'concurrently'), way)];
}

/** By the loader's classes: what no template can hold, and what it leaves out of a template without a word. */
function judgeKind(statement: SqlStatement, { home }: StepDirective): Diagnostic | null {
  const { kind, action } = classify(statement);
  const say = (message: string, hint: string): Diagnostic => error('PGC709', message, wordSpan(statement, null), hint);
  if (kind === 'extension' && action === 'run') {
    return home === 'shared' ? null : error('PGC708', 'an extension is there once for all tenants', wordSpan(statement, null), 'write above it: -- pgcog step shared');
  }
  if (isTemporary(statement)) return say('a temporary table would be gone before it is used', 'write a WITH query');
  if (statement.tag === 'AlterObjectSchemaStmt') return say('objects stay in their schema', 'make it anew where it belongs, and drop this one');
  if (action === 'run' && kind !== 'schema') return null;
  if (action === 'refuse' && kind === 'command' && runsAnyhow(statement)) return null;
  switch (kind) {
    case 'transaction': return say('transactions are made by the runner', 'delete it; -- pgcog step alone runs a statement outside of one');
    case 'role': return say('roles are made for all tenants, not by a migration', 'name roles in pgcog.config.ts');
    case 'owner': return say('each tenant has an owner of its own', 'delete it');
    case 'search path':
    case 'setting': return say('a migration sets nothing for its session', 'delete it; names without a schema are the tenant\'s own');
    case 'schema': return say('schemas are made by the tool', 'delete it: a tenant has one schema');
    case 'default privileges': return say('default privileges for a named role do not reach what tenants own', 'leave out FOR ROLE');
    case 'command': return say('this leaves nothing behind that a tenant could have', 'delete it');
    default: return say('this reaches beyond a tenant schema', 'run it on the cluster itself');
  }
}

/** CONCURRENTLY, and what keeps a named table in order; nothing else that a template refuses as a command. */
function runsAnyhow({ ast, tag }: SqlStatement): boolean {
  if (tag === 'VacuumStmt') return Array.isArray(ast['rels']);
  if (tag === 'ReindexStmt') return ast['kind'] === 'REINDEX_OBJECT_TABLE' || ast['kind'] === 'REINDEX_OBJECT_INDEX';
  return (ast['concurrent'] === true || ast['concurrently'] === true) && ['IndexStmt', 'DropStmt', 'RefreshMatViewStmt'].includes(tag);
}

function isTemporary({ tag, ast }: SqlStatement): boolean {
  const made = isNode(ast['into']) ? ast['into']['rel'] : tag === 'ViewStmt' ? ast['view'] : tag === 'CreateSeqStmt' ? ast['sequence'] : ast['relation'];
  return ['CreateStmt', 'CreateTableAsStmt', 'ViewStmt', 'CreateSeqStmt'].includes(tag) && isNode(made) && made['relpersistence'] === 't';
}

function judgeHome(statement: SqlStatement, { home }: StepDirective, config: Config): readonly Diagnostic[] {
  const targets = targetsOf(statement).flatMap((target) => judgeTarget(target, statement, home, config) ?? []);
  if (targets.length > 0) return targets.slice(0, 1);
  const known: readonly (string | null)[] = [null, config.templateSchema, fixedSchemas.shared, fixedSchemas.extensions, fixedSchemas.cognition, 'pg_catalog', 'information_schema', 'public'];
  const own = home === 'shared' ? statement.needs.find(({ schema }) => schema === config.templateSchema) : undefined;
  if (own !== undefined) {
    return [error('PGC708', `shared is there once, and ${config.templateSchema}.${own.name} once for each tenant`, own.span, 'move this to a step of tenants')];
  }
  const astray = statement.needs.filter(({ schema }) => !known.includes(schema));
  return astray.slice(0, 1).map(({ schema, name, span }) =>
    error('PGC710', `${schema ?? ''}.${name} is in no schema that a tenant reaches`, span, 'write names of a tenant without a schema, shared ones as shared.name'));
}

function judgeTarget({ schema, name }: Target, statement: SqlStatement, home: StepDirective['home'], config: Config): Diagnostic | null {
  const own = home === 'shared' ? fixedSchemas.shared : config.templateSchema;
  if (schema === null || schema === own) return null;
  // A template may have something there, see PGC169: once, like shared.
  const isPublic = schema === 'public' && config.templateSchema !== 'public';
  if (isPublic && home === 'shared') return null;
  const written = schema === name ? `schema ${schema}` : `${schema}.${name}`;
  const place = nameSpan(statement, schema);
  if (schema === fixedSchemas.shared || isPublic) return error('PGC708', `${written} is there once for all tenants`, place, 'write above it: -- pgcog step shared');
  if (schema === config.templateSchema) return error('PGC708', `${written} is there once for each tenant`, place, 'write above it: -- pgcog step transaction');
  if (schema === fixedSchemas.cognition) return error('PGC710', `${written} is the tool's own`, place, 'pgcog control up brings it up to date');
  return error('PGC710', `${written} is not the tenant's`, place, 'write names of a tenant without a schema, shared ones as shared.name');
}

function nameSpan(statement: SqlStatement, name: string): Span {
  const at = findName(statement.text, name);
  return at < 0 ? headSpan(statement) : tokenSpan(statement, at);
}

/** A word of the statement, or its first. */
function wordSpan(statement: SqlStatement, word: string | null): Span {
  return tokenSpan(statement, Math.max(0, word === null ? 0 : findName(statement.text, word)));
}
