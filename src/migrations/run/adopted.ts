import { parseFile } from '../../parse/parse-file.js';
import type { Grammar } from '../../parse/types.js';
import type { MigrationFile } from '../types.js';
import type { FleetState } from './read-state.js';

interface Standing {
  readonly state: FleetState;
  readonly pending: readonly MigrationFile[];
  /** Of today's template. */
  readonly version: string;
}

const data = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/**
 * Which of the pending migrations the template has already. It may have been installed as it is today: then all that
 * change its objects; what comes behind them and changes rows alone is still to be run. A database that knows no
 * migration yet stands at the first: if that is not so, the comparison at the end says it.
 */
export function adopted(grammar: Grammar, { state, pending, version }: Standing): readonly MigrationFile[] {
  const head = state.stored.at(-1);
  if (state.program === version && head?.program !== state.program) {
    const last = pending.findLastIndex((file) => changesObjects(grammar, file));
    return pending.slice(0, last + 1);
  }
  return head === undefined ? pending.filter(({ after }) => after === null) : [];
}

function changesObjects(grammar: Grammar, file: MigrationFile): boolean {
  return file.steps.some(({ sql }) => parseFile(grammar, { path: sql.file, text: sql.text }).value.some(({ tag }) => !data.has(tag)));
}
