import { CallError } from './errors.js';

/** The client's mistake; `field` is the argument's path, joined by dots. */
export function invalidInput(message: string, field: string | null = null): CallError {
  return new CallError('invalid_input', message, field);
}

export function noSuch(what: 'argument' | 'order' | 'part', field: string | null): CallError {
  return invalidInput(`There is no such ${what}.`, field);
}
