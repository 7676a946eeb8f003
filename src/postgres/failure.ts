import type { SqlFailure } from './types.js';

/**
 * What PostgreSQL said in an error thrown by `pg`; null for anything else (a broken connection, a bug of ours), which
 * the caller should throw on.
 */
export function sqlFailure(error: unknown): SqlFailure | null {
  if (!(error instanceof Error)) return null;
  const fields = error as Error & Record<'code' | 'severity' | 'detail' | 'hint' | 'position', unknown>;
  // Node's own errors have a `code` too (ECONNRESET): only the server's come with a severity.
  if (typeof fields.severity !== 'string' || typeof fields.code !== 'string') return null;
  return {
    sqlState: fields.code,
    message: error.message,
    detail: textOrNull(fields.detail),
    hint: textOrNull(fields.hint),
    position: typeof fields.position === 'string' ? Number(fields.position) : null,
  };
}

/** The same where nothing but the server's refusal is expected. @throws `thrown` itself where it is anything else */
export function refusalOf(thrown: unknown): SqlFailure {
  const failure = sqlFailure(thrown);
  if (failure === null) throw thrown;
  return failure;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
