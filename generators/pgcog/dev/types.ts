import type { Diagnostic } from '../../../src/source/types.js';

/** `pgcog dev`, told by flags. */
export interface DevCommand {
  /** Folder of the user's project, absolute. */
  readonly root: string;
  readonly configPath: string | null;
  /** Null: the project's own PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Null: the usual one, or the next that is free; 0: any free one. */
  readonly port: number | null;
  readonly reset: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What has changed on disk, or been said. `project`: template, spec, settings or migrations. */
export type Cause = 'project' | 'functions' | 'seeds' | 'answer' | 'minute';

/** What there is to say of the project's files. */
export interface Mistakes {
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of files that are not on disk. */
  readonly texts?: ReadonlyMap<string, string>;
}
