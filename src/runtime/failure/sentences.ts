import type { ErrorCode } from '../types.js';

/** What a client reads for each code: nothing in it depends on the call, so nothing can leak. */
export const sentences: Readonly<Record<ErrorCode, string>> = {
  not_authorized: 'You are not authorized to make this call.',
  conflict: 'This conflicts with data that is already there.',
  invalid_input: 'A value of the request is not acceptable.',
  not_found: 'This does not exist.',
  rejected: 'The request was rejected.',
  unavailable: 'The database is not available. Try again later.',
  timeout: 'The request took too long.',
  too_large: 'The answer is too large. Ask for less.',
  internal: 'The request could not be carried out.',
  not_implemented: 'This is not implemented.',
};
