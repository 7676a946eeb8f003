import { nodes, strings } from '../../parse/tree.js';
import type { Grammar } from '../../parse/types.js';
import { addColumnSteps, columnTypeSteps } from './column-steps.js';
import { constraintSteps } from './constraint-steps.js';
import { dropSteps } from './drop-steps.js';
import { columnId, objectName } from './facts.js';
import { indexSteps } from './index-steps.js';
import { notNullSteps } from './not-null-steps.js';
import { grantedColumns, tableName } from './read-change.js';
import { sequenceSteps } from './sequence-steps.js';
import { draft, type Change, type Draft, type Work } from './work.js';

/** Steps for all changes, in their order; what can wait stands last: an index, and by which a table is clustered. */
export async function toDrafts(changes: readonly Change[], work: Work): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (const change of changes) drafts.push(...(await stepsOf(change, work)));
  return [...drafts.filter(({ late }) => !late), ...drafts.filter(({ late }) => late)];
}

async function stepsOf(change: Change, work: Work): Promise<readonly Draft[]> {
  if (takesNothing(change, work)) return [];
  return indexSteps(change, work) ?? constraintSteps(change, work) ?? notNullSteps(change, work) ?? dropSteps(change, work)
    ?? sequenceSteps(change, work) ?? (await addColumnSteps(change, work)) ?? (await columnTypeSteps(change, work)) ?? labelSteps(change, work)
    ?? [draft(change.sql, { late: change.read.commands[0]?.subtype === 'AT_ClusterOn' })];
}

/** The engine takes all rights on a column before it gives some; on a new one of a table there are none. Columns of views it does not know. */
function takesNothing({ read }: Change, { from, to }: Work): boolean {
  const columns = read.tag === 'GrantStmt' && read.node['is_grant'] !== true ? grantedColumns(read) : [];
  const table = tableName(nodes(read.node['objects'])[0]);
  return columns.length > 0 && table !== null && to.has({ kind: 'table', ...table }) && columns.every((name) => !from.has(columnId(table, name)));
}

/** A new label cannot be used in the transaction that added it; one that is renamed can. */
function labelSteps({ sql, read, later }: Change, { grammar, config: { templateSchema } }: Work): readonly Draft[] | null {
  const label = read.node['newVal'];
  if (read.tag !== 'AlterEnumStmt' || typeof label !== 'string' || read.node['oldVal'] !== undefined || !later.some((one) => mentions(grammar, one.sql, label))) return null;
  const [schema = '', name = ''] = strings(read.node['typeName']);
  return [draft(sql, { kind: 'alone', hazards: [{ kind: 'alone', object: objectName({ kind: 'type', schema, name }, templateSchema) }] })];
}

/** A literal is the label, or holds it: an array's `'{new}'`, a row's `'(new,1)'`. */
function mentions(grammar: Grammar, sql: string, label: string): boolean {
  const bare = (text: string): string => text.replaceAll(/['"\\]/g, '');
  return grammar.scan(sql).some(({ kind, text }) => kind === 'string' && bare(text).includes(bare(label)));
}
