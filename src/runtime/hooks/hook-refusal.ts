import { messages } from './messages.js';
import type { RefusalCode } from './types.js';

/** Ends a hook: Cognito refuses what its user wanted. The message reaches that user, the reason only the log. */
export class HookRefusal extends Error {
  override readonly name = 'HookRefusal';
  constructor(readonly code: RefusalCode, readonly reason: string | null = null) {
    super(messages[code]);
    // Lambda answers with it.
    this.stack = `${this.name}: ${this.message}`;
  }
}
