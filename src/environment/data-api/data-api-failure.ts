import { CommandRefusal } from '../refusal.js';

/** The fields that `pg` gives an error of the server. */
interface ServerFields {
  readonly severity: string;
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
}

const tooLong = 'PGC620';

/** Answers of the service behind which a statement may have been run, or still be running. */
const lost: ReadonlySet<string> = new Set(['InternalServerErrorException', 'ServiceUnavailableError', 'DatabaseUnavailableException', 'TimeoutError']);

/** Whether nobody knows what became of a statement: its time was over, the service failed, or the answer was lost on the way. */
export function isLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as Error & { readonly code?: unknown };
  return lost.has(thrown.name) || code === tooLong || ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED'].includes(String(code));
}

/**
 * The error of a statement as `pg` would have thrown it, so that whoever asks for its SQLSTATE finds it; what is no
 * server's error stays what it is. The service writes `ERROR: message; Detail: ...; Hint: ...; Position: n; SQLState: 42P01`.
 */
export function dataApiFailure(thrown: unknown): unknown {
  if (thrown instanceof Error && thrown.name === 'StatementTimeoutException') return new CommandRefusal(tooLong, 'a statement took longer than the 45 s that the Data API gives it; what its transaction did is taken back', 'connect directly, with --database-url');
  if (!(thrown instanceof Error) || !/^(DatabaseError|BadRequest)/.test(thrown.name)) return thrown;
  const code = /SQLState:\s*([0-9A-Z]{5})\s*$/.exec(thrown.message)?.[1];
  if (code === undefined) return thrown;
  const part = (name: string): string | undefined => new RegExp(`; ${name}: ([^]*?)(?=; (?:Detail|Hint|Position|SQLState): )`).exec(thrown.message)?.[1];
  const message = /^[A-Z]+: ([^]*?)(?=; (?:Detail|Hint|Position|SQLState): )/.exec(thrown.message)?.[1] ?? thrown.message;
  const [detail, hint] = [part('Detail'), part('Hint')];
  const fields: ServerFields = { severity: 'ERROR', code, ...(detail !== undefined && { detail }), ...(hint !== undefined && { hint }) };
  return Object.assign(new Error(message), fields);
}
