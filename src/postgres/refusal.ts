import type { Code } from '../source/codes.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';

/**
 * No server can be had, and the user can do something about it. Thrown by `startServer`; the door catches it and
 * prints its diagnostic like any other.
 */
export class ServerRefusal extends Error {
  readonly diagnostic: Diagnostic;

  constructor(code: Code, message: string, hint: string) {
    super(message);
    this.name = 'ServerRefusal';
    this.diagnostic = error(code, message, null, hint);
  }
}
