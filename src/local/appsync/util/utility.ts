/** JSON in, JSON out; may throw an Error, whose message ends the handler. */
export type Utility = (...values: readonly unknown[]) => unknown;
