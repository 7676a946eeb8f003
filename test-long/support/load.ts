import { randomUUID } from 'node:crypto';
import type { Envelope } from '../../src/runtime/index.js';
import type { Person } from '../../test/support/local-tenants.js';
import { accounts, type Handler } from './ledger.js';
import type { Random } from './random.js';
import { readRows } from './read-rows.js';

/** A write that was asked for, and what was answered. */
export interface Write {
  readonly op: string;
  readonly person: Person;
  readonly kind: 'single' | 'double';
  /** Accounts that it moves something between. */
  readonly move: { readonly from: number; readonly to: number } | null;
  readonly answer: Envelope;
}

/** What a load has seen. */
export interface Seen {
  readonly writes: Write[];
  /** Reads that were answered with rows. */
  reads: number;
  /** What must never be, in words. */
  readonly wrong: string[];
  /** Ledger rows' ids, of everybody: whoever asks for another one's finds nothing. */
  readonly ids: string[];
}

export const nothingSeen = (): Seen => ({ writes: [], reads: 0, wrong: [], ids: [] });

export interface LoadOptions {
  readonly handler: Handler;
  readonly people: readonly Person[];
  readonly random: Random;
  readonly seen: Seen;
  /** Callers at one time, for each person. */
  readonly streams: number;
  /** Calls of each of them, one after the other. */
  readonly calls: number;
  /** Some calls are left less time than they need. */
  readonly hurry: boolean;
}

/** One caller. */
export interface Caller extends LoadOptions {
  readonly person: Person;
  ask(statement: string, parameters: object, more?: object): Promise<Envelope>;
  askAll(events: readonly object[]): Promise<readonly Envelope[]>;
}

/** Calls the handler as AppSync would, for many callers at once, until each has made its calls. */
export async function runLoad(options: LoadOptions): Promise<void> {
  const callers = options.people.flatMap((person) => Array.from({ length: options.streams }, () => callerFor(options, person)));
  await Promise.all(callers.map(async (caller) => {
    for (let n = 0; n < options.calls; n++) await callOnce(caller);
  }));
}

export function identityOf({ id, tenant, role }: Person): object {
  return { sub: `sub-${id}`, claims: { userid: id, tenant, role } };
}

export const eventOf = (person: Person, statement: string, parameters: object, more: object = {}): object =>
  ({ v: 1, statement, parts: [], parameters, identity: identityOf(person), ...more });

function callerFor(options: LoadOptions, person: Person): Caller {
  const { handler, random, hurry } = options;
  // The runtime keeps half a second of it: 50 to 300 milliseconds, or about 4 seconds, are for the database.
  const context = () => {
    const left = hurry && random() < 0.1 ? random.integer(550, 800) : 4_500;
    return { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => left };
  };
  return {
    ...options, person,
    ask: async (...event) => (await handler(eventOf(person, ...event), context())) as Envelope,
    askAll: async (events) => (await handler(events, context())) as readonly Envelope[],
  };
}

async function callOnce(caller: Caller): Promise<void> {
  const { random } = caller;
  const chance = random();
  if (chance < 0.3) return write(caller, 'Mutation.createLedger', 'single', (op) => ({ input: { op } }));
  if (chance < 0.5) return write(caller, 'Mutation.post', 'double', (op) => ({ op }));
  if (chance < 0.6) return write(caller, 'Mutation.postByHand', 'double', (op) => ({ op }));
  if (chance < 0.75) {
    const from = random.pick(accounts);
    const move = { from, to: random.pick(accounts.filter((no) => no !== from)) };
    return write(caller, 'Mutation.move', 'double', (op) => ({ op, ...move }), move);
  }
  return readRows(caller);
}

async function write(caller: Caller, statement: string, kind: Write['kind'], parameters: (op: string) => object, move: Write['move'] = null): Promise<void> {
  const { seen, person } = caller;
  const op = randomUUID();
  const answer = await caller.ask(statement, parameters(op));
  seen.writes.push({ op, person, kind, move, answer });
  if ('data' in answer && statement === 'Mutation.postByHand' && answer.data !== 1) seen.wrong.push(`${op} saw ${String(answer.data)} rows of itself`);
}
