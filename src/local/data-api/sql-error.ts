import { ServiceError } from './service-error.js';

/** What `pg` makes of an error that the server sent. */
interface ServerFields {
  readonly message: string;
  readonly severity: string;
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly position?: string;
  readonly routine?: string;
}

/** The error of a statement or a login, as the service answers it: PostgreSQL's text with its SQLSTATE at the end. */
export function sqlError(error: Error): ServiceError {
  if (!isServers(error)) return connectionError(error);
  const { severity, message, detail, hint, position, code, routine } = error;
  // Of the texts that hold several statements for PostgreSQL, those that the own count did not see as such.
  if (code === '42601' && routine === 'exec_parse_message') return new ServiceError('ValidationException', "Multistatements aren't supported");
  const parts = [
    `${severity}: ${message}`,
    ...(detail === undefined ? [] : [`Detail: ${detail}`]),
    ...(hint === undefined ? [] : [`Hint: ${hint}`]),
    ...(position === undefined ? [] : [`Position: ${position}`]),
    `SQLState: ${code}`,
  ];
  return new ServiceError('DatabaseErrorException', parts.join('; '));
}

function isServers(error: Error): error is Error & ServerFields {
  return 'severity' in error && typeof error.severity === 'string' && 'code' in error && typeof error.code === 'string';
}

/** No server there: the writer is not available; a connection that ended in the middle leaves no SQLSTATE. */
function connectionError(error: Error): ServiceError {
  const code = 'code' in error ? error.code : null;
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return new ServiceError('DatabaseUnavailableException');
  return new ServiceError('DatabaseErrorException', 'Database returned SQL Exception');
}
