import { CallError } from './errors.js';

/** The client's mistake; `field` is the argument's path, joined by dots. */
export function invalidInput(message: string, field: string | null = null): CallError {
  return new CallError('invalid_input', message, field);
}

export function notAuthorized(): CallError {
  return new CallError('not_authorized', 'You are not authorized to make this call.');
}

export function notFound(): CallError {
  return new CallError('not_found', 'There is no such record, or you may not see it.');
}
