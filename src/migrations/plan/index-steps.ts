import type { Grammar } from '../../parse/types.js';
import type { Hazard } from '../types.js';
import { keyOf, objectName } from './facts.js';
import { text } from './read-change.js';
import { draft, isOld, isPartitioned, type Change, type Draft, type Work } from './work.js';

/** An index on a table that is there already is built while the table is written to. */
export function indexSteps(change: Change, work: Work): readonly Draft[] | null {
  const { read } = change;
  if (read.tag !== 'IndexStmt' || read.table === null) return null;
  const table = read.table;
  const id = { kind: 'index' as const, schema: table.schema, name: text(read.node['idxname']) };
  const unique = read.node['unique'] === true;
  const whole = work.wholeIndexes.has(`${id.schema}.${id.name}`);
  const sql = whole ? withoutOnly(change.sql, work.grammar) : change.sql;
  if (!isOld(work, table)) return [draft(sql)];
  const object = objectName(id, work.config.templateSchema);
  const mayFail: readonly Hazard[] = unique ? [{ kind: 'may-fail', object }] : [];
  if (isPartitioned(work, table)) return [draft(sql, { hazards: [{ kind: 'locks', object }, ...mayFail] })];
  const late = !unique && !change.later.some((one) => one.action?.consumes.some((used) => keyOf(used) === keyOf(id)) === true);
  return [draft(concurrently(sql, work), { kind: 'alone', hazards: [{ kind: 'alone', object }, ...mayFail], late })];
}

function concurrently(sql: string, { grammar }: Work): string {
  const at = grammar.scan(sql).find((token) => token.text.toLowerCase() === 'index')?.end ?? 0;
  return `${sql.slice(0, at)} CONCURRENTLY${sql.slice(at)}`;
}

/** The engine has the index of a partitioned table as it is printed: without those of its partitions. */
export function withoutOnly(sql: string, grammar: Grammar): string {
  const tokens = grammar.scan(sql);
  const only = tokens.find((token, at) => token.text.toUpperCase() === 'ONLY' && tokens[at - 1]?.text.toUpperCase() === 'ON');
  return only === undefined ? sql : `${sql.slice(0, only.start)}${sql.slice(only.end + 1)}`;
}
