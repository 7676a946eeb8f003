import type { As } from './types.js';

/** Types of `pg-cognition/testing`; what is behind them is put together in `generators/testing.ts`. */
export { GraphqlFailure } from './graphql-failure.js';
export type { Answer, As, GraphqlError, Person, TypedDocument, Values, VariablesOf } from './types.js';

/** Signs a sample person in, or whoever was invited meanwhile. Every test file has its own copy of everything. */
export declare const as: As;

/** Ends what was started, for test runners other than vitest and node:test, where it ends by itself. */
export declare const close: () => Promise<void>;
