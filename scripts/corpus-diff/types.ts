import type { Config } from '../../src/config/types.js';
import type { Grammar } from '../../src/parse/types.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import type { AnswersFile } from './answers.js';
import type { FleetServer } from './open-fleets.js';

/** What every pair is tried with. */
export interface Tools {
  /** For planning and proving. */
  readonly server: PostgresServer;
  /** Where tenants are. */
  readonly fleets: FleetServer;
  readonly config: Config;
  readonly grammar: Grammar;
  readonly answers: AnswersFile;
}

export interface PairResult {
  readonly name: string;
  /**
   * `refused`: told before there is a plan. `unproven`: the proof does not hold, so no migration is written. `stopped`:
   * proven, and the run over the tenants ends with a diagnostic. `wrong`: done, and not so.
   */
  readonly outcome: 'done' | 'refused' | 'unproven' | 'stopped' | 'wrong' | 'crashed' | 'apart';
  /** What was said; where rows were in the way in the middle of the run, what of them. */
  readonly reasons: readonly string[];
  /** Tables with rows in each tenant. */
  readonly filled: number;
  /**
   * Rows were in the way of a step: what told so, before anything was begun or in the middle of the run. `unasked`: it
   * was told before that this could not be asked.
   */
  readonly inTheWay: 'preflight' | 'unasked' | 'run' | null;
  /** Something had to be answered. */
  readonly asked: boolean;
}
