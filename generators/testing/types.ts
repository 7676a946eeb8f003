import type { Config } from '../../src/config/types.js';

/** The project whose tests run. */
export interface TestProject {
  /** Absolute. */
  readonly root: string;
  readonly config: Config;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Where a project's tests keep what they have, all absolute. */
export interface TestPlace {
  /** Prepared stages, by what they are made from; and what runs. */
  readonly home: string;
  /** Compiled Lambda code. */
  readonly compiled: string;
}

/** A stage that nobody changes any more: copies are made of it. */
export interface PreparedStage {
  /** Of the database's server. */
  readonly postgres: string;
  readonly secrets: string;
  readonly pool: string;
}
