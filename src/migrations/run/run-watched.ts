import { MigrationRefused } from '../ledger/migration-refused.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { sqlFailure } from '../../postgres/failure.js';
import { callAsOwner } from './as-control-owner.js';
import { Busy } from './busy.js';
import { Lost } from './lost.js';
import type { StepGroup } from './groups.js';
import { isDone, type Begun } from './outside-state.js';
import { partitionCheck } from './partition-check.js';
import { qualifiedStatement } from './qualified-statement.js';
import type { GroupEnd, GroupOptions, OwnSession } from './types.js';

/** Milliseconds between two looks at a statement: at first, and at most. */
const [firstLook, longestLook] = [100, 5_000];
/** Milliseconds between two events about the same statement. */
const sayEvery = 5_000;

interface Step {
  readonly schema: string;
  readonly group: StepGroup;
  /** What stands before its statements, by which they are known among what the server runs. */
  readonly tag: string;
  /** Of this run. */
  readonly token: string;
}

/** `ended`: by its own answer. Else nobody told: whether the server was seen to be at it. */
type End = 'ended' | 'seen' | 'unseen';

/** A statement of ours that the server is at. */
interface Running {
  readonly pid: number;
  readonly began: string;
  readonly seconds: number;
  readonly phase: string | null;
  readonly percent: number | null;
}

/**
 * A step that no transaction holds, where sessions keep nothing and a call ends after 45 s: names are written so that
 * they mean the same under any settings, the statement goes on when its call has ended, and is watched until the server
 * has done with it; then the catalog says what became of it. Who runs it has the rights of the tenant's owner by
 * membership. It waits for locks and runs as long as `limits.outside`, and is cancelled then.
 *
 * @throws Busy, MigrationRefused PGC644 where its end was not seen and it is not done, what `pg` throws
 */
export async function runWatched(worker: OwnSession, schema: string, group: StepGroup, options: GroupOptions): Promise<GroupEnd> {
  const { session } = worker;
  const { number, first } = group;
  const step: Step = { schema, group, tag: `/* pgcog ${schema} ${number}.${first} */`, token: options.runner ?? schema };
  // Whoever began it may be gone, and the statement still running.
  await watch(worker, step, null, options);
  const begun = (await callAsOwner<{ begun: Begun }>(worker, options.limits, 'select cognition.watch_step($1::text, $2::int, $3::int, $4::text) as begun', [schema, number, first, step.token]))?.begun;
  if (begun === undefined || begun.state === 'done') return 'done';
  if (begun.state === 'gone') return 'gone';
  if (begun.state === 'busy') throw new Busy(schema);
  const run = (text: string): Promise<End> => watched(worker, step, text, options);
  const tidy = await partitionCheck(session, options.limits, schema, begun);
  if (!(await isDone(session, schema, begun, async (text) => void (await run(text))))) {
    const text = await qualifiedStatement(session, options.limits, options.grammar, { ...begun, schema });
    const end = await run(text).catch((thrown: unknown) => {
      // Another attempt, whose answer was lost, has come first.
      if (sqlFailure(thrown)?.sqlState === '42P07') throw new Busy(schema);
      throw thrown;
    });
    if (end !== 'ended') await checkEnd(worker, step, end, options);
  }
  await tidy();
  await callAsOwner(worker, options.limits, 'select cognition.finish_step($1::text, $2::int, $3::int) as state', [schema, number, first]);
  return 'done';
}

/** What the statement that nobody saw the end of has left. @throws Lost where that is nothing, MigrationRefused PGC644 */
async function checkEnd(worker: OwnSession, { schema, group, token }: Step, end: End, { limits }: GroupOptions): Promise<void> {
  const now = (await callAsOwner<{ begun: Begun }>(worker, limits, 'select cognition.watch_step($1::text, $2::int, $3::int, $4::text) as begun', [schema, group.number, group.first, token]))?.begun;
  if (now === undefined || now.state !== 'due') return;
  const left: string[] = [];
  const done = await isDone(worker.session, schema, now, (text) => Promise.resolve(void left.push(text)));
  // That it can be done twice does not say that it was done once: what it would leave half is not there.
  if (done || (end === 'seen' && now.outside.does === 'again' && left.length === 0)) return;
  if (end === 'unseen') throw new Lost();
  throw new MigrationRefused('PGC644', `step ${group.first} went on when its call had ended, and did not come to its end: the database's log says why`, 'run it again: what is left half is taken away, and the step done anew');
}

/** Runs a statement, and stays until the server has done with it. */
async function watched(worker: OwnSession, step: Step, text: string, options: GroupOptions): Promise<End> {
  if (worker.runLong === undefined) throw new Error('a session that keeps nothing runs what is long by itself');
  return watch(worker, step, worker.runLong(`${step.tag} ${text}`), options);
}

/** A request whose answer was lost may still be on its way: so often it is looked for. */
const looks = 3;

/** Stays while the server is at a step's statement. `call`: what answers for it; null: nobody does. */
async function watch(worker: OwnSession, step: Step, call: Promise<'ended' | 'unknown'> | null, options: GroupOptions): Promise<End> {
  const started = performance.now();
  let answer: { readonly end: 'ended' | 'unknown' } | { readonly error: unknown } | null = call === null ? { end: 'unknown' } : null;
  const answered = call?.then((end) => (answer = { end }), (error: unknown) => (answer = { error }));
  let said = started;
  let noted = false;
  let seen = false;
  let missed = call === null ? looks : 0;
  for (let look = firstLook; ; look = Math.min(longestLook, look * 1.5)) {
    if (call !== null) await (answer === null ? Promise.race([answered, pause(look)]) : pause(look));
    const heard = answer as { readonly end?: 'ended' | 'unknown'; readonly error?: unknown } | null;
    if (heard !== null && 'error' in heard) throw heard.error;
    if (heard?.end === 'ended') return 'ended';
    options.signal.throwIfAborted();
    const there = await lookAt(worker.session, step);
    if (there === null && heard !== null && (missed += 1) >= looks) return seen ? 'seen' : 'unseen';
    if (there === null) continue;
    [missed, seen] = [0, true];
    if (call === null) await pause(look);
    else if (!noted) noted = await note(worker, step, there, options);
    if (performance.now() - started > options.limits.outside) await worker.session.query('select pg_catalog.pg_cancel_backend($1::int) as cancelled', [there.pid]);
    if (performance.now() - said < sayEvery) continue;
    said = performance.now();
    options.onEvent({ event: 'waits', tenant: step.schema, migration: step.group.id, why: sayOf(step, there) });
  }
}

function sayOf({ group }: Step, { seconds, phase, percent }: Running): string {
  return [`step ${group.first} runs for ${seconds} s`, ...(phase === null ? [] : [`${phase}${percent === null ? '' : `, ${percent} %`}`])].join(': ');
}

/** As the one who runs it: others do not see what a session is at. */
async function lookAt(session: SqlSession, { tag }: Step): Promise<Running | null> {
  const { rows } = await session.query<Running>(
    `select a.pid, a.backend_start::text as began, extract(epoch from pg_catalog.clock_timestamp() - a.query_start)::int as seconds, p.phase, (100 * p.blocks_done / nullif(p.blocks_total, 0))::int as percent
     from pg_catalog.pg_stat_activity a left join pg_catalog.pg_stat_progress_create_index p on p.pid = a.pid
     where a.datname = pg_catalog.current_database() and a.state <> 'idle' and pg_catalog.starts_with(a.query, $1::text) and a.pid <> pg_catalog.pg_backend_pid() limit 1`, [tag]);
  return rows[0] ?? null;
}

/** Other runners ask whether that session is still at it. */
async function note(worker: OwnSession, { schema, group, token }: Step, { pid, began }: Running, { limits }: GroupOptions): Promise<true> {
  await callAsOwner(worker, limits,
    `with noted as (update cognition.migration_ledger l set pid = $5::int, session_start = $6::timestamptz, progress = l.progress || jsonb_build_object('at', clock_timestamp()) where l.schema_name = $1::text and l.number = $2::int and l.step = $3::int and l.progress ->> 'token' = $4::text and l.state = 'started' returning 1)
     select count(*)::int as noted from noted`, [schema, group.number, group.first, token, pid, began]);
  return true;
}

const pause = (milliseconds: number): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), milliseconds));
