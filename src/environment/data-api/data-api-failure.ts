/** The fields that `pg` gives an error of the server. */
interface ServerFields {
  readonly severity: string;
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
}

/**
 * The error of a statement as `pg` would have thrown it, so that whoever asks for its SQLSTATE finds it; what is no
 * server's error stays what it is. The service writes `ERROR: message; Detail: ...; Hint: ...; Position: n; SQLState: 42P01`.
 */
export function dataApiFailure(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !/^(DatabaseError|BadRequest)/.test(thrown.name)) return thrown;
  const code = /SQLState:\s*([0-9A-Z]{5})\s*$/.exec(thrown.message)?.[1];
  if (code === undefined) return thrown;
  const part = (name: string): string | undefined => new RegExp(`; ${name}: ([^]*?)(?=; (?:Detail|Hint|Position|SQLState): )`).exec(thrown.message)?.[1];
  const message = /^[A-Z]+: ([^]*?)(?=; (?:Detail|Hint|Position|SQLState): )/.exec(thrown.message)?.[1] ?? thrown.message;
  const [detail, hint] = [part('Detail'), part('Hint')];
  const fields: ServerFields = { severity: 'ERROR', code, ...(detail !== undefined && { detail }), ...(hint !== undefined && { hint }) };
  return Object.assign(new Error(message), fields);
}
