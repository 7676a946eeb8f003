import type { Diagnostic, Span } from '../source/types.js';
import type { Names } from './types.js';

export type LeftOut = Names['leftOut'][number];

/** A name that somebody wants, with what to tell them when another wants it too. */
export interface Claim {
  readonly name: string;
  /** `table orders`, `column orders.id`, `label 'in progress'`. */
  readonly owner: string;
  readonly span: Span | null;
  /** The lines of resolvers.yaml that give this owner another name. */
  readonly wayOut: string;
}

/** One object's names while they are chosen. */
export interface Draft<T> {
  readonly value: T;
  readonly claims: readonly Claim[];
  readonly diagnostics: readonly Diagnostic[];
  readonly leftOut: readonly LeftOut[];
}
