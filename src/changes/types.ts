/** Who a file belongs to. `generated`: rewritten every run. `seeded`: written once, then the user's. `user`: changed by splice alone. */
export type Owner = 'generated' | 'seeded' | 'user';

/** One file that a run wants to be so. Paths are POSIX, relative to the project's root. */
export type FileChange =
  | { readonly kind: 'write'; readonly owner: Exclude<Owner, 'user'>; readonly path: string; readonly text: string }
  /** Only for a generated file that the last manifest lists with an unchanged hash. */
  | { readonly kind: 'delete'; readonly path: string };

/**
 * A file of the user's with another text, or a new one that is theirs from the start. Texts are as on disk, byte order
 * mark and line ends included; `before` is null where no file may be.
 */
export interface UserEdit {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

/** What the last run generated: written as `generated/.pgcog.json`, committed with the rest. */
export interface FileManifest {
  readonly kind: 'file manifest';
  /** Path to SHA-256 of the text with LF line ends. */
  readonly files: Readonly<Record<string, string>>;
  /** `hashTemplate` of the template that they were made from; null: a run before told none. */
  readonly template: string | null;
}

/** `kept`: a seeded file that is there already. */
export type FileState = 'created' | 'changed' | 'deleted' | 'unchanged' | 'kept';

/** One file of a run beside what is on disk. Texts have LF line ends, the user's those of the file; null where there is no file. */
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
