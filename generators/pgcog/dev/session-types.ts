import type { DevPlace } from '../../../src/dev/place.js';
import type { Question } from '../../../src/migrations/types.js';
import type { Io } from '../../io.js';
import type { CauseQueue } from './create-queue.js';
import type { Stops } from './create-stops.js';
import type { Teller } from './teller.js';
import type { DevCommand, Mistakes } from './types.js';

/** What a round came to. */
export type Outcome =
  | { readonly kind: 'done'; readonly says: readonly string[]; readonly warnings: Mistakes }
  | { readonly kind: 'questions'; readonly questions: readonly Question[]; readonly says?: readonly string[]; readonly warnings: Mistakes }
  /** `says`: what was done all the same. */
  | ({ readonly kind: 'mistakes'; readonly says?: readonly string[] } & Mistakes)
  /** There was nothing to do. */
  | { readonly kind: 'quiet' };

export interface SessionInput {
  readonly command: DevCommand;
  readonly io: Io;
  readonly say: Teller;
  readonly place: DevPlace;
  readonly stops: Stops;
  readonly queue: CauseQueue;
}
