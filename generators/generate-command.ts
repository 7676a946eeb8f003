/** What `--dump` shows. */
export const stages = ['source', 'config', 'catalog', 'names', 'statements', 'graphql', 'resolvers'] as const;

export type Stage = (typeof stages)[number];

/** `pgcog-gen generate`, told by flags. */
export interface GenerateCommand {
  readonly kind: 'generate';
  /** Folder of the user's project, absolute. */
  readonly root: string;
  readonly configPath: string | null;
  readonly databaseUrl: string | null;
  /** `follow`: to write, behind a generator that has written files of the user's. */
  readonly mode: 'write' | 'follow' | 'check' | 'dry-run' | 'watch';
  readonly json: boolean;
  readonly quiet: boolean;
  readonly dump: Stage | null;
}
