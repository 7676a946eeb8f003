import { runBatch } from './batch.js';
import type { Call, Invocation } from './call.js';
import { CallError } from './errors.js';
import type { RequestDocument } from './event.js';
import { runResolver } from './lambda-call.js';
import { logged } from './log.js';
import { own } from './own.js';
import { runRawDocument, type RawDocument } from './raw-document.js';
import { refusal } from './refusals.js';
import { answerDocument, findTarget } from './statement-answer.js';
import { runAlone } from './statement-run.js';

export type Document = RequestDocument | RawDocument;

/** Calls of an event that are answered together. */
export interface Job {
  /** Their places in the event. */
  readonly indexes: number[];
  readonly documents: Document[];
}

/** The calls that can be answered: those of a batched field that differ in their parents alone are one job. */
export function jobsOf(invocation: Invocation, documents: readonly (Document | CallError)[]): readonly Job[] {
  const jobs = new Map<string, Job>();
  for (const [index, document] of documents.entries()) {
    if (document instanceof CallError) continue;
    const key = isBatched(invocation, document) ? batchKey(document) : String(index);
    const job = jobs.get(key) ?? { indexes: [], documents: [] };
    job.indexes.push(index);
    job.documents.push(document);
    jobs.set(key, job);
  }
  return [...jobs.values()];
}

/** The name of a job's statement; one that nobody gave to a statement is the caller's text, and not for the log. */
export function nameOf({ book, resolvers }: Invocation, { documents: [document] }: Job): string {
  if (document === undefined || !('statement' in document)) return 'query';
  const { statement } = document;
  const known = own(resolvers, statement) !== undefined || own(book.manifest.checks, statement) !== undefined || findTarget(book, statement) !== null;
  return known ? statement : 'unknown';
}

/**
 * Runs a job.
 *
 * @returns what each of its calls gives
 * @throws CallError which has its line in the log
 */
export async function runJob(call: Call, job: Job): Promise<readonly unknown[]> {
  const [document] = job.documents;
  if (document === undefined) return [];
  const runner = runAlone(call);
  if (!('statement' in document)) return [await runRawDocument(call, document, runner)];
  const resolver = own(call.resolvers, document.statement);
  if (resolver !== undefined) return [await runResolver(call, resolver, document)];
  const target = findTarget(call.book, document.statement);
  if (target === null) return logged(call, { statement: nameOf(call, job), calls: 1 }, () => Promise.reject(refusal('not_implemented')));
  if (target.kind === 'batch') return runBatch(call, target.prepared, job.documents.filter((one) => 'statement' in one), runner);
  return [await answerDocument(call, target, document, runner, false)];
}

function isBatched({ resolvers, book }: Invocation, document: Document): document is RequestDocument {
  return 'statement' in document && own(resolvers, document.statement) === undefined && findTarget(book, document.statement)?.kind === 'batch';
}

function batchKey({ statement, parts, parameters, orderBy, limit, nextToken }: RequestDocument): string {
  const shared = Object.entries(parameters).filter(([key]) => key !== 'parent');
  return JSON.stringify([statement, parts, orderBy, limit, nextToken, shared]);
}
