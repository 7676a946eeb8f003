import type { SqlStatement } from '../../parse/types.js';
import { tokensOf, type CutContext } from './cut-context.js';
import type { ProgramPiece } from './types.js';

/**
 * `SELECT a INTO t FROM b` as `CREATE TABLE t AS SELECT a FROM b`: PL/pgSQL's EXECUTE refuses the former, and makes the
 * same table of the latter (manual, "SELECT INTO"). Other statements come back as they are.
 */
export function selectIntoTable(context: CutContext, statement: SqlStatement, pieces: readonly ProgramPiece[]): readonly ProgramPiece[] {
  if (statement.tag !== 'SelectStmt' || statement.ast['intoClause'] === undefined) return pieces;
  const marks: ProgramPiece[] = [];
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : `pgcog_slot_${marks.push(piece) - 1}_`)).join('');
  const tokens = tokensOf(context, text);
  const into = tokens.findIndex((token) => token.keyword !== null && token.text.toLowerCase() === 'into');
  const words = tokens.slice(into + 1);
  const name = words.findIndex((token) => token.kind === 'identifier' || token.keyword !== 'reserved' && !/^(?:temp|temporary|local|unlogged)$/iu.test(token.text));
  let last = into + 1 + name;
  while (tokens[last + 1]?.text === '.') last += 2;
  const [from, to] = [tokens[into], tokens[last]];
  if (from === undefined || to === undefined) return pieces;
  const target = text.slice(from.end, to.end).replace(/\btable\b/iu, '');
  const moved = `create ${/^\s*(?:unlogged|temp|temporary)/iu.test(target) ? target.trim().replace(/^\w+/u, '$& table') : `table ${target.trim()}`} as ${text.slice(0, from.start)}${text.slice(to.end)}`;
  return moved.split(/(pgcog_slot_\d+_)/u).map((part): ProgramPiece => marks[Number(/^pgcog_slot_(\d+)_$/u.exec(part)?.[1] ?? -1)] ?? part);
}
