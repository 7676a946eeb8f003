import { CallError } from './errors.js';
import { sentences } from './failure/sentences.js';
import type { ErrorCode } from './types.js';

/** The client's mistake; `field` is the argument's path, joined by dots. */
export function invalidInput(message: string, field: string | null = null): CallError {
  return new CallError('invalid_input', message, field);
}

/** A call that ends with the sentence for its code. */
export function refusal(code: ErrorCode): CallError {
  return new CallError(code, sentences[code]);
}
