/** Who a file belongs to. `generated`: rewritten every run. `seeded`: written once, then the user's. */
export type Owner = 'generated' | 'seeded';

/** One file that a run wants to be so. Paths are POSIX, relative to the project's root. */
export type FileChange =
  | { readonly kind: 'write'; readonly owner: Owner; readonly path: string; readonly text: string }
  /** Only for a generated file that the last manifest lists with an unchanged hash. */
  | { readonly kind: 'delete'; readonly path: string };

/** What the last run generated: written as `generated/.pgcog.json`, committed with the rest. */
export interface FileManifest {
  readonly kind: 'file manifest';
  /** Path to SHA-256 of the text with LF line ends. */
  readonly files: Readonly<Record<string, string>>;
}

/** `kept`: a seeded file that is there already. */
export type FileState = 'created' | 'changed' | 'deleted' | 'unchanged' | 'kept';

/** One file of a run beside what is on disk. Texts have LF line ends; null where there is no file. */
export interface PlannedFile {
  readonly path: string;
  readonly owner: Owner;
  readonly state: FileState;
  readonly before: string | null;
  readonly after: string | null;
}

/** Everything that a run does to the project, by path, the manifest last. */
export interface ChangePlan {
  readonly kind: 'change plan';
  readonly files: readonly PlannedFile[];
}
