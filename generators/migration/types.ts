import type { Answers } from '../../src/migrations/types.js';

interface Common {
  /** Folder of the user's project, absolute. */
  readonly root: string;
  readonly configPath: string | null;
  readonly databaseUrl: string | null;
  readonly json: boolean;
}

/** `pgcog-gen migration`, told by flags. */
export type MigrationCommand =
  | (Common & {
    readonly kind: 'write';
    /** Of the file, without its number; null where the command line names none. */
    readonly name: string | null;
    readonly answers: Answers;
    readonly dryRun: boolean;
  })
  | (Common & { readonly kind: 'check' })
  | (Common & { readonly kind: 'rebase'; /** `0002_add_note`, or its file. */ readonly file: string });
