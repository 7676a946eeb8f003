import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../postgres/quote.js';
import { columnId, textOf, type ColumnId } from './facts.js';
import { seenByOwner } from './seen-by-owner.js';
import { isCounted, sequenceOf, type ColumnSequence } from './sequence-of.js';
import { draft, isOld, type Change, type Draft, type Work } from './work.js';

/**
 * A column of a table that has rows gets its numbers from a sequence that is made now: it goes on behind the numbers that
 * are there, or the next row would have one of them again.
 */
export function sequenceSteps(change: Change, work: Work): readonly Draft[] | null {
  const command = change.read.commands[0];
  const { table } = change.read;
  const begins = command?.subtype === 'AT_AddIdentity' || (command?.subtype === 'AT_ColumnDefault' && /\bnextval\(/.test(change.sql));
  if (!begins || !isOld(work, table)) return null;
  const id = columnId(table, command.name);
  const sequence = sequenceOf(work.to, id);
  if (sequence === null || !isCounted(work.from.get(id)) || isTheSame(sequence, sequenceOf(work.from, id))) return null;
  return [draft(change.sql), ...seenByOwner(work, table, [draft(goOn(id, sequence, textOf(work.to.get(id), 'type') ?? ''))])];
}

function isTheSame({ kind, name }: ColumnSequence, before: ColumnSequence | null): boolean {
  return before?.kind === kind && before.name.schema === name.schema && before.name.name === name.name;
}

const largest: Readonly<Record<string, string>> = { smallint: '32767', integer: '2147483647', bigint: '9223372036854775807' };

/** Within the sequence's bounds, which rows need not keep to. No row: it begins where it is told to. */
function goOn(id: ColumnId, { name, options }: ColumnSequence, type: string): string {
  const [least, most] = [String(options['minValue'] ?? '1'), String(options['maxValue'] ?? '')];
  const down = String(options['increment'] ?? '1').startsWith('-');
  const last = `${down ? 'min' : 'max'}(${quoteIdentifier(id.name)})`;
  const above = down ? `least(${last}, ${most === '' ? '-1' : most})` : `greatest(${last}, ${least})`;
  const within = down ? `greatest(${above}, ${least})` : most === '' || most === largest[type] ? above : `least(${above}, ${most})`;
  return `SELECT setval(${quoteLiteral(quoteQualified(name.schema, name.name))}::regclass, ${within}) FROM ${quoteQualified(id.schema, id.table)} HAVING ${last} IS NOT NULL`;
}
