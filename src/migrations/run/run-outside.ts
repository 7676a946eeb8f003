import { quoteLiteral } from '../../postgres/quote.js';
import { callAsOwner, disown, own, ownerSettings, sessionStart } from './as-control-owner.js';
import { Busy } from './busy.js';
import type { StepGroup } from './groups.js';
import { isDone, type Begun } from './outside-state.js';
import { partitionCheck } from './partition-check.js';
import type { GroupEnd, Limits, OwnSession } from './types.js';

/**
 * A step that no transaction holds, on a session that keeps its settings. It is written down before, with the session
 * that is at it, and after; whoever finds it begun by a session that is no more asks the catalog what became of it. What
 * was left of an index is dropped.
 *
 * These take no lock that reads or writes wait for, so they wait for theirs as long as they may run: one that gave up
 * would leave half an index.
 *
 * @throws Busy, what `pg` throws
 */
export async function runOutside(worker: OwnSession, schema: string, { group: { number, first }, begun: before }: { readonly group: StepGroup; readonly begun: Begun | null }, limits: Limits): Promise<GroupEnd> {
  const { session } = worker;
  const begun = before ?? (await callAsOwner<{ begun: Begun }>(worker, limits, 'select cognition.start_step($1::text, $2::int, $3::int, $4::int, $5::timestamptz) as begun', [schema, number, first, limits.outside, await sessionStart(session)]))?.begun;
  if (begun === undefined || begun.state === 'done') return 'done';
  if (begun.state === 'gone') return 'gone';
  if (begun.state === 'busy') throw new Busy(schema);
  disown(session);
  const tidy = await partitionCheck(session, limits, schema, begun);
  if (!(await isDone(session, schema, begun, async (text) => void (await session.query(text))))) await session.query(begun.statement);
  await tidy();
  await session.query(`${ownerSettings(limits)}; select cognition.finish_step(${quoteLiteral(schema)}, ${number}, ${first})`);
  own(session, limits);
  return 'done';
}
