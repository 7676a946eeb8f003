import type { Config } from '../../../src/config/types.js';
import type { KnownTemplate } from '../../../src/dev/database/dev-state.js';
import type { Database } from '../../../src/environment/types.js';
import type { ReadMigration } from '../../../src/migrations/files/types.js';
import type { FleetState } from '../../../src/migrations/run/read-state.js';
import type { Answers } from '../../../src/migrations/types.js';
import type { Grammar } from '../../../src/parse/types.js';
import type { PostgresServer } from '../../../src/postgres/types.js';
import type { Template } from '../../../src/tenancy/template/install-template.js';
import type { KeptStates } from './keep-states.js';

/** The name of the database; null: where it is, is not known. */
export type Loaded = { readonly database: string | null } | null;

export interface Standing extends Wanted {
  readonly state: FleetState;
  readonly pending: readonly string[];
}

export interface SyncInput {
  readonly root: string;
  readonly config: Config;
  readonly database: Database;
  readonly signal: AbortSignal;
  readonly server: (version: 17 | 18) => Promise<PostgresServer>;
  readonly answers: Answers;
  /** Resolves when the template is in its scratch database; to null where it has mistakes. */
  readonly loaded: Promise<Loaded>;
  readonly states: KeptStates;
}

/** The project's template, and its migrations. */
export interface Wanted {
  readonly template: Template;
  readonly known: KnownTemplate;
  readonly files: readonly ReadMigration[];
  readonly grammar: Grammar;
}
