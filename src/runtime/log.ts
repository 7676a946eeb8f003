import type { Call, Invocation } from './call.js';
import { CallError, DatabaseFailure } from './errors.js';
import { toCallError } from './failure/to-call-error.js';
import type { LogLine } from './types.js';

/** What a statement or transaction took, added up while it runs. */
export interface Meter {
  /** Milliseconds. */
  dataApi: number;
  rows: number;
  bytes: number;
  tenantNamed: boolean;
  /** The tenant that a caller without one named; its own otherwise. */
  tenant: string | null;
}

/** What a line is about. */
export interface Subject {
  readonly statement: string;
  /** Calls that are answered by it. */
  readonly calls: number;
  /** A write of unknown outcome is not to be sent again by the client; it is one unless said. */
  readonly access?: 'read' | 'write';
}

/** One line of JSON on standard output, for CloudWatch. */
export function writeLine(line: LogLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Runs one statement or transaction, and writes its line.
 *
 * @throws CallError whatever it was that `work` threw
 */
export async function logged<T>(call: Call, subject: Subject, work: (meter: Meter) => Promise<T>): Promise<T> {
  const meter: Meter = { dataApi: 0, rows: 0, bytes: 0, tenantNamed: call.tenantNamed, tenant: call.caller.tenant };
  const start = performance.now();
  try {
    const result = await work(meter);
    writeLog(call, subject, meter, performance.now() - start, null);
    return result;
  } catch (failure) {
    const error = answerFor(call, failure, subject.access);
    writeLog(call, subject, meter, performance.now() - start, error);
    throw error;
  }
}

/** What the client is told of a failure; one that should not have been is reported. */
export function answerFor({ book, report, requestId }: Invocation, failure: unknown, access?: 'read' | 'write'): CallError {
  if (!(failure instanceof CallError) && !(failure instanceof DatabaseFailure)) guarded(() => report(failure, requestId));
  return toCallError(failure, book.manifest.errors, access);
}

/** Writes the line of a call that was refused before anybody was known to make it. */
export function logRefusal(invocation: Invocation, subject: Subject, error: CallError, credentials = 0): void {
  const caller = { secret: '', userId: null, tenant: null, role: null };
  writeLog({ ...invocation, caller, tenantNamed: false, credentials }, subject, { dataApi: 0, rows: 0, bytes: 0, tenantNamed: false, tenant: null }, 0, error);
}

function writeLog(call: Call, { statement, calls }: Subject, meter: Meter, took: number, error: CallError | null): void {
  const { book, caller, requestId, credentials } = call;
  const { rows, bytes, tenant, tenantNamed } = meter;
  const ms = { credentials: rounded(credentials), dataApi: rounded(meter.dataApi), total: rounded(credentials + took) };
  const line: LogLine = {
    statement, manifest: book.manifest.manifest, tenant, role: caller.role, userId: caller.userId, requestId, calls, ms, rows, bytes,
    code: error?.code ?? 'ok', sqlstate: error?.sqlstate ?? null, tenantNamed,
  };
  guarded(() => call.log(line));
}

/** A log that cannot be written fails no call. */
function guarded(write: () => void): void {
  try {
    write();
  } catch {
    // There is nowhere left to say it.
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
