import { CallError } from '../errors.js';
import { sentences } from '../failure/sentences.js';

/** Ends a call whose caller is not known for certain. Never says why: that would help those who try. */
export function refuse(): never {
  throw new CallError('not_authorized', sentences.not_authorized);
}
