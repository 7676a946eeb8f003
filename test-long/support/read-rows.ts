import { sentences } from '../../src/runtime/failure/sentences.js';
import type { Envelope } from '../../src/runtime/index.js';
import { eventOf, type Caller } from './load.js';

interface Owned {
  readonly id: string | number;
  readonly owner: string;
  readonly login: string;
}

/** Whether an answer is what a client may be told of a fault: one of two codes, and words that no server chose. */
export function isFault(answer: Envelope | undefined): boolean {
  if (answer === undefined || !('error' in answer)) return false;
  const { code, message, field } = answer.error;
  return (code === 'unavailable' || code === 'timeout') && message === sentences[code] && field === null;
}

/** A read of one kind or another, whose rows must all be the caller's. */
export async function readRows(caller: Caller): Promise<void> {
  const chance = caller.random();
  if (chance < 0.35) return listLedger(caller);
  if (chance < 0.7) return readChildren(caller);
  if (chance < 0.9) return visit(caller);
  return askForTwo(caller);
}

async function listLedger(caller: Caller): Promise<void> {
  const page = rowsOf<{ items: readonly Owned[] }>(caller, await caller.ask('Query.listLedgers', {}, { limit: 20 }));
  checkOwned(caller, page?.items ?? []);
  for (const { id } of page?.items.slice(0, 2) ?? []) caller.seen.ids.push(String(id));
}

/** The children of rows of anybody: those of others have none. */
async function readChildren(caller: Caller): Promise<void> {
  const { person, random, seen } = caller;
  if (seen.ids.length === 0) return;
  const ids = Array.from({ length: random.integer(1, 12) }, () => random.pick(seen.ids));
  const answers = await caller.askAll(ids.map((id) => eventOf(person, 'Ledger.entries', { parent: { id } })));
  for (const [index, id] of ids.entries()) {
    const rows = rowsOf<readonly (Owned & { ledgerId: string })[]>(caller, answers[index]) ?? [];
    checkOwned(caller, rows);
    if (rows.some(({ ledgerId }) => ledgerId !== id)) seen.wrong.push(`${person.id} got another parent's children`);
  }
}

/** What a session remembers is its own user's, where it remembers anything. */
async function visit(caller: Caller): Promise<void> {
  const { person: { id }, seen } = caller;
  const before = rowsOf<string | null>(caller, await caller.ask('Query.visit', {}));
  if (before !== null && before !== id) seen.wrong.push(`${id} found what ${before} left`);
}

/** Calls of two callers in one event get nothing at all. */
async function askForTwo(caller: Caller): Promise<void> {
  const { people, person, random, seen } = caller;
  const other = random.pick(people.filter((one) => one !== person));
  const answers = await caller.askAll([person, other].map((one) => eventOf(one, 'Query.listLedgers', {})));
  if (answers.length !== 2 || answers.some((answer) => !('error' in answer) || answer.error.code !== 'not_authorized')) seen.wrong.push(`two callers in one event: ${JSON.stringify(answers)}`);
}

/** Null for an answer that is an error, as a read may have. */
function rowsOf<T>({ seen }: Caller, answer: Envelope | undefined): T | null {
  if (answer !== undefined && 'data' in answer) {
    seen.reads++;
    return answer.data as T;
  }
  if (!isFault(answer)) seen.wrong.push(`a read was answered ${JSON.stringify(answer)}`);
  return null;
}

function checkOwned({ person, seen }: Caller, rows: readonly Owned[]): void {
  for (const { owner, login } of rows) {
    if (owner !== person.id || login !== person.id) seen.wrong.push(`${person.id} read a row of ${owner}, written by ${login}`);
  }
}
