import type { GraphqlError } from './types.js';

/** An answer with errors: `Unauthorized: Not Authorized to access finishTask on type Mutation`, a line each. */
export class GraphqlFailure extends Error {
  constructor(readonly errors: readonly GraphqlError[]) {
    super(errors.map(({ errorType, message }) => (errorType == null ? message : `${errorType}: ${message}`)).join('\n'));
    this.name = 'GraphqlFailure';
  }
}
