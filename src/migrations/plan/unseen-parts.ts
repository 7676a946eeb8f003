import type { SqlSession } from '../../postgres/sql-session.js';
import { isNode, nodes } from '../../parse/tree.js';
import type { Grammar } from '../../parse/types.js';
import { quoteQualified } from '../../postgres/quote.js';
import { grantedColumns, readChange, tableName, text, type ReadChange } from './read-change.js';
import { unseenSql } from './unseen-sql.js';

/** Something of a table or view that the engine does not read. */
export interface UnseenPart {
  /** As `regclass` prints it under pg_catalog. */
  readonly relation: string;
  /** As SQL writes it; null: it is the relation's. */
  readonly column: string | null;
  readonly part: string;
  /** It is so without a statement. */
  readonly plain: boolean;
  readonly make: string;
  /** Null where it is never taken away, only made otherwise. */
  readonly remove: string | null;
  /** Of a right on a column: whose it is. */
  readonly grantee: string | null;
  /** The engine reads it, and loses it all the same: see {@link Undone}. */
  readonly seen: boolean;
}

/** What of the parts that were there is lost on the way. */
export interface Undone {
  /** Relations that are made anew, as `regclass` prints them. */
  readonly made: ReadonlySet<string>;
  /** Those with an index that is made: perhaps that by which they are clustered. */
  readonly reindexed: ReadonlySet<string>;
  /** `relation` and role: all rights on a relation are taken before some are given again, and those on columns go with them. */
  readonly revoked: ReadonlySet<string>;
}

/** Read under pg_catalog, in the transaction that is open. */
export async function readUnseen(client: SqlSession, schemas: readonly string[]): Promise<readonly UnseenPart[]> {
  await client.query('set local search_path = pg_catalog');
  return (await client.query<UnseenPart>(unseenSql, [schemas])).rows;
}

/** Statements that make unseen parts as they are wanted; run after all else. */
export function unseenStatements(from: readonly UnseenPart[], to: readonly UnseenPart[], { made, reindexed, revoked }: Undone): readonly string[] {
  const key = ({ relation, part }: UnseenPart): string => JSON.stringify([relation, part]);
  const isRevoked = ({ relation, grantee }: UnseenPart): boolean => grantee !== null && revoked.has(JSON.stringify([relation, grantee]));
  const ours = (part: UnseenPart): boolean => !part.seen || isRevoked(part);
  const had = new Map(from.filter((part) => ours(part) && !made.has(part.relation) && !isRevoked(part) && !(part.part === 'cluster' && reindexed.has(part.relation))).map((part) => [key(part), part]));
  const wanted = new Map(to.filter(ours).map((part) => [key(part), part]));
  // Each column has a part or two, as long as it is there.
  const place = ({ relation, column }: UnseenPart): string => JSON.stringify([relation, column]);
  const stays = new Set([...to.map(place), ...to.map(({ relation }) => JSON.stringify([relation, null]))]);
  const gone = [...had.values()].filter((part) => stays.has(place(part)) && part.remove !== null && wanted.get(key(part))?.make !== part.make);
  const come = [...wanted.values()].filter((part) => {
    const before = had.get(key(part));
    return before === undefined ? !part.plain : before.make !== part.make;
  });
  return [...gone.flatMap(({ remove }) => remove ?? []), ...come.map(({ make }) => make)];
}

/** Read from the engine's statements. */
export function undoneBy(grammar: Grammar, statements: readonly string[]): Undone {
  const read = statements.map((sql) => readChange(grammar, sql));
  return { made: new Set(read.flatMap(madeRelation)), reindexed: new Set(read.flatMap(reindexedRelation)), revoked: new Set(read.flatMap(revokedRights)) };
}

/** What is replaced keeps its parts. */
function madeRelation({ tag, node, table }: ReadChange): readonly string[] {
  const into = isNode(node['into']) ? tableName(node['into']['rel']) : null;
  const made = tag === 'CreateStmt' ? table : tag === 'CreateTableAsStmt' ? into : tag === 'ViewStmt' && node['replace'] !== true ? tableName(node['view']) : null;
  return made === null ? [] : [quoteQualified(made.schema, made.name)];
}

function reindexedRelation({ tag, table, commands }: ReadChange): readonly string[] {
  const isMade = tag === 'IndexStmt' || commands.some(({ subtype }) => subtype === 'AT_AddConstraint');
  return isMade && table !== null ? [quoteQualified(table.schema, table.name)] : [];
}

function revokedRights(change: ReadChange): readonly string[] {
  const { tag, node } = change;
  if (tag !== 'GrantStmt' || node['is_grant'] === true || node['objtype'] !== 'OBJECT_TABLE' || node['targtype'] !== 'ACL_TARGET_OBJECT') return [];
  // Those on columns that are named go with them, and no others.
  if (grantedColumns(change).length > 0) return [];
  const roles = nodes(node['grantees']).flatMap((one) => (isNode(one['RoleSpec']) ? [one['RoleSpec']] : [])).map((role) => (role['roletype'] === 'ROLESPEC_PUBLIC' ? 'public' : text(role['rolename'])));
  return nodes(node['objects']).flatMap((one) => {
    const table = tableName(one);
    return table === null ? [] : roles.map((role) => JSON.stringify([quoteQualified(table.schema, table.name), role]));
  });
}
