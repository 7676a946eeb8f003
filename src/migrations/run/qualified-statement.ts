import { randomBytes } from 'node:crypto';
import { child, children, location, strings, tagged, text } from '../../catalog/ast.js';
import type { AstNode, Grammar, RawStatement } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { controlOwner } from '../../tenancy/control/role-names.js';
import { MigrationRefused } from '../ledger/migration-refused.js';
import { asControlOwner } from './as-control-owner.js';
import type { Limits } from './types.js';

export interface UnqualifiedStatement {
  readonly schema: string;
  /** The search path that its names are meant under, as SQL. */
  readonly path: string;
  readonly statement: string;
}

/**
 * A statement that can be in no transaction, with every name written so that it means the same under any search path: a
 * session that keeps no settings runs it. The expressions of an index are put into words by PostgreSQL itself, which
 * makes the index on an empty table like the other, and takes both back.
 *
 * @throws what `pg` throws where the statement is wrong
 */
export async function qualifiedStatement(session: SqlSession, limits: Limits, grammar: Grammar, { schema, path, statement }: UnqualifiedStatement): Promise<string> {
  const [one] = grammar.parse(statement).statements;
  if (one === undefined) return statement;
  const { tag, node } = one;
  if (tag === 'IndexStmt') return indexStatement(session, limits, { schema, path, statement, node, grammar });
  if (tag === 'DropStmt') {
    const name = children(node, 'objects').flatMap((each) => strings(child(each, 'List'), 'items')).at(-1) ?? '';
    return `drop index concurrently ${node['missing_ok'] === true ? 'if exists ' : ''}${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  }
  return spliced(statement, relationsOf(one).filter((each) => text(each, 'schemaname') === null).map((each) => ({ at: location(each), to: location(each), put: `${quoteIdentifier(schema)}.` })));
}

function relationsOf({ node }: RawStatement): readonly AstNode[] {
  const parts = tagged(node, 'cmds', 'AlterTableCmd').map((one) => child(child(child(one, 'def'), 'PartitionCmd'), 'name'));
  return [child(node, 'relation'), ...parts, ...tagged(node, 'rels', 'VacuumRelation').map((one) => child(one, 'relation'))].filter((one) => one !== null);
}

interface Splice {
  readonly at: number;
  readonly to: number;
  readonly put: string;
}

function spliced(whole: string, splices: readonly Splice[]): string {
  return [...splices].sort((a, b) => b.at - a.at).reduce((made, { at, to, put }) => `${made.slice(0, at)}${put}${made.slice(to)}`, whole);
}

/** What is thrown to take the empty table back. */
class Defined extends Error {
  constructor(readonly definition: string) {
    super('taken back');
  }
}

async function indexStatement(session: SqlSession, limits: Limits, { schema, path, statement, node, grammar }: UnqualifiedStatement & { readonly node: AstNode; readonly grammar: Grammar }): Promise<string> {
  const twin = `pgcog_${randomBytes(8).toString('hex')}`;
  const relation = child(node, 'relation');
  const table = quoteIdentifier(text(relation, 'relname') ?? '');
  const name = quoteIdentifier(text(node, 'idxname') ?? '');
  const owner = quoteIdentifier(schema === 'shared' ? controlOwner : `${schema}_owner`);
  const definition = await asControlOwner(session, limits, async () => {
    await session.query(`create schema ${twin} authorization ${owner}`);
    await session.query(`set local role ${owner}`);
    await session.query(`create table ${twin}.${table} (like ${quoteIdentifier(schema)}.${table})`);
    await session.query(`select set_config('search_path', $1::text, true)`, [path]);
    await session.query(onTwin(grammar, statement, relation, twin));
    await session.query(`select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)`);
    const { rows } = await session.query<{ made: string }>('select pg_get_indexdef(to_regclass($1::text)) as made', [`${twin}.${name}`]);
    throw new Defined(rows[0]?.made ?? '');
  }).catch((thrown: unknown) => {
    if (thrown instanceof Defined) return thrown.definition;
    throw thrown;
  });
  const [, unique, only, rest] = new RegExp(`^CREATE (UNIQUE )?INDEX .*? ON (ONLY )?${twin}\\.(.*)$`, 'su').exec(definition) ?? [];
  if (rest === undefined || rest.includes(twin)) throw new MigrationRefused('PGC646', `index ${name} cannot be said in names that mean the same everywhere, as the Data API needs it`, 'connect directly: --database-url');
  return `create ${unique === undefined ? '' : 'unique '}index concurrently ${node['if_not_exists'] === true ? 'if not exists ' : ''}${name} on ${only === undefined ? '' : 'only '}${quoteIdentifier(schema)}.${rest}`;
}

/** The same without CONCURRENTLY on the table's twin; its name stays, since expressions may say it. */
function onTwin(grammar: Grammar, statement: string, relation: AstNode | null, twin: string): string {
  const at = location(relation);
  const written = text(relation, 'schemaname') === null ? 0 : /^(?:"(?:[^"]|"")*"|[^\s."]+)\s*\.\s*/u.exec(statement.slice(at))?.[0].length ?? 0;
  const word = grammar.scan(statement).find((token) => token.kind === 'keyword' && token.text.toLowerCase() === 'concurrently');
  return spliced(statement, [{ at, to: at + written, put: `${twin}.` }, ...(word === undefined ? [] : [{ at: word.start, to: word.end, put: '' }])]);
}
