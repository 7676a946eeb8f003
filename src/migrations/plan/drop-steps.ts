import type { StableId } from '@supabase/pg-delta';
import { objectName } from './facts.js';
import type { TableName } from './read-change.js';
import { draft, type Change, type Draft, type Work } from './work.js';

/** What takes data along when it goes. */
export function dropSteps(change: Change, work: Work): readonly Draft[] | null {
  const lost = lostWith(change, work).filter((id) => work.from.has(id));
  if (lost.length === 0) return null;
  const { templateSchema } = work.config;
  return [draft(change.sql, { hazards: lost.map((id) => ({ kind: 'deletes-data', object: objectName(id, templateSchema) })) })];
}

function lostWith({ read }: Change, work: Work): readonly StableId[] {
  if (read.tag === 'DropStmt') return read.objtype === 'OBJECT_TABLE' ? read.dropped.map((name) => ({ kind: 'table', ...name })) : [];
  const { table } = read;
  if (table === null) return [];
  return read.commands.filter(({ subtype }) => subtype === 'AT_DropColumn').map(({ name }) => lostColumn(read.objtype, table, name)).filter((id) => !isComputed(id, work));
}

function lostColumn(objtype: string, { schema, name }: TableName, column: string): StableId {
  return objtype === 'OBJECT_TYPE' ? { kind: 'typeAttribute', schema, type: name, name: column } : { kind: 'column', schema, table: name, name: column };
}

/** What a generated column holds comes from the others. */
function isComputed(id: StableId, { from }: Work): boolean {
  return (from.get(id)?.payload['generatedExpr'] ?? null) !== null;
}
