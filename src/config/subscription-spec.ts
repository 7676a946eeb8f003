import type { Span } from '../source/types.js';
import type { AuthMode } from './auth-mode.js';

/** A name of the spec, and where it stands. */
export interface NamedPlace {
  readonly name: string;
  readonly span: Span;
}

/** Events that members of a tenant are told of, after mutations. */
export interface SubscriptionSpec {
  readonly kind: 'subscription';
  readonly field: string;
  /** Mutations, without their parent. */
  readonly on: readonly NamedPlace[];
  /** Fields of what the mutations return. Null: its key. */
  readonly payload: readonly NamedPlace[] | null;
  /** Fields that a subscriber may choose events by. */
  readonly filter: readonly NamedPlace[];
  readonly allow: readonly string[] | null;
  readonly auth: readonly AuthMode[];
  readonly description: string | null;
  readonly span: Span;
}
