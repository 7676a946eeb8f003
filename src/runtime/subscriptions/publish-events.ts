import { isRecord, own } from '../own.js';
import type { ManifestSubscriptions } from '../types.js';
import { within } from '../within.js';
import { endingMutation } from './end-subscriptions.js';
import { readSubscriptions } from './read-subscriptions.js';
import { createSender, type SendMutation } from './send-mutation.js';
import type { PublishOptions } from './types.js';

/** Events that go in one request. */
const together = 25;
/** Characters of JSON that go in one request: AppSync takes 1 MB, of which a character has three bytes at most. */
const roomy = 300_000;
/** Events of one mutation at most: subscribers of more ask anew. */
const most = 500;

interface Wanted {
  readonly mutation: string;
  readonly types: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * A data source that publishes events when a call has committed, and ends the subscriptions of members who were shut
 * out. The answer is the data source's own, whatever becomes of the events: a client that must not miss one asks again.
 *
 * @throws TypeError at once for what is no statements.json, or an address that is none
 */
export function publishEvents<Event, Context, Answer>(handler: (event: Event, context?: Context) => Promise<Answer>, options: PublishOptions): typeof handler {
  const subscriptions = readSubscriptions(options.manifest);
  if (subscriptions === null) return handler;
  const { patience = 2_000, report = console.error } = options;
  const send = createSender(options);
  return async (event, context) => {
    const answer = await handler(event, context);
    const [documents, answers] = [listOf(event), listOf(answer)];
    const events = documents.flatMap((document, at) => eventsOf(subscriptions, document, answers[at], options.claims?.tenant ?? 'tenant'));
    const gone = documents.flatMap((document, at) => goneOf(subscriptions, document, answers[at]));
    if (events.length > 0 || gone.length > 0) await inTime(patience, report, (signal) => sendAll(send, subscriptions, events, gone, signal));
    return answer;
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

async function inTime(patience: number, report: (fault: unknown) => void, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const late = (): void => {
    stop.abort();
    throw new Error('events were not published in time');
  };
  await within(patience, work(stop.signal), late).catch(report);
}

async function sendAll(send: SendMutation, { parts }: ManifestSubscriptions, events: readonly Wanted[], gone: readonly string[], signal: AbortSignal): Promise<void> {
  // First whoever must not hear the rest.
  for (const member of gone) for (let part = 0; part < parts; part++) await send(endingMutation, { member, part }, signal);
  const faults: unknown[] = [];
  for (const some of requestsOf(events.slice(0, most))) {
    const { query, variables } = documentOf(some);
    // A value that AppSync's scalars have no form for costs its own request alone.
    await send(query, variables, signal).catch((fault: unknown) => faults.push(fault));
    if (signal.aborted) break;
  }
  if (faults.length > 0) throw faults[0];
  if (events.length > most) throw new Error(`${events.length - most} events were not published: ${most} of one call are`);
}

/** In their order, as many together as one request takes. */
function requestsOf(events: readonly Wanted[]): readonly (readonly Wanted[])[] {
  const requests: Wanted[][] = [];
  let room = 0;
  for (const event of events) {
    const size = JSON.stringify(event.values).length;
    const last = requests.at(-1);
    if (last === undefined || last.length === together || size > room) {
      requests.push([event]);
      room = roomy - size;
    } else {
      last.push(event);
      room -= size;
    }
  }
  return requests;
}

/** What was refused has changed nothing. */
const dataOf = (answer: unknown): unknown => (isRecord(answer) && Object.hasOwn(answer, 'data') ? answer['data'] : null);

function eventsOf({ events }: ManifestSubscriptions, document: unknown, answer: unknown, claim: string): readonly Wanted[] {
  const statement = isRecord(document) ? own(document, 'statement') : undefined;
  const due = events.filter(({ on }) => on.some((name) => name === statement));
  const tenant = due.length === 0 || !isRecord(document) ? null : tenantOf(document, claim);
  if (tenant === null) return [];
  const rows = [dataOf(answer)].flat().filter(isRecord);
  return due.flatMap(({ mutation, fields }) => rows.map((row) => ({
    mutation,
    types: { tenant: 'String!', ...fields },
    values: { tenant, ...Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, toVariable(type, own(row, name))])) },
  })));
}

/** AWSJSON goes in as its text; what a resolver answers with is the value itself. */
function toVariable(type: string, value: unknown): unknown {
  if (value == null || !type.includes('AWSJSON')) return value ?? null;
  return type.startsWith('[') && Array.isArray(value) ? value.map((one) => toVariable('AWSJSON', one)) : JSON.stringify(value);
}

/** Of the verified claims alone. Whoever has none, and names a tenant in an argument, publishes nothing. */
function tenantOf(document: Readonly<Record<string, unknown>>, claim: string): string | null {
  const identity = own(document, 'identity');
  const said = isRecord(identity) ? (own(identity, 'claims') ?? own(identity, 'resolverContext')) : undefined;
  const tenant = isRecord(said) ? own(said, claim) : undefined;
  return typeof tenant === 'string' && tenant !== '' ? tenant : null;
}

/** A member's id, which those mutations take, by which its subscriptions are known. */
function goneOf({ ends }: ManifestSubscriptions, document: unknown, answer: unknown): readonly string[] {
  if (!isRecord(document) || !ends.some((name) => name === own(document, 'statement')) || !isRecord(dataOf(answer))) return [];
  const parameters = own(document, 'parameters');
  const id = isRecord(parameters) ? own(parameters, 'id') : undefined;
  return typeof id === 'string' ? [id] : [];
}

/** One mutation with an alias for each event. Subscribers get what it selects: everything. */
function documentOf(events: readonly Wanted[]): { readonly query: string; readonly variables: Readonly<Record<string, unknown>> } {
  const entries = events.flatMap(({ types, values }, at) => Object.keys(types).map((name) => ({ variable: `${name}_${at}`, type: types[name] ?? '', value: values[name] })));
  const calls = events.map(({ mutation, types }, at) => {
    const names = Object.keys(types);
    return `e${at}: ${mutation}(${names.map((name) => `${name}: $${name}_${at}`).join(', ')}) { ${names.join(' ')} }`;
  });
  return {
    query: `mutation Publish(${entries.map(({ variable, type }) => `$${variable}: ${type}`).join(', ')}) { ${calls.join(' ')} }`,
    variables: Object.fromEntries(entries.map(({ variable, value }) => [variable, value])),
  };
}
