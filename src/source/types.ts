/** A text file of the user's project as every later stage sees it: LF line ends, no byte order mark. */
export interface SourceFile {
  /** POSIX path relative to the project's root. */
  readonly path: string;
  readonly text: string;
}

/** A place in a file: UTF-16 offsets into {@link SourceFile.text}, `end` exclusive. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** From `at` in the piece onwards, the piece's characters stand at `source` in the file. */
export interface Segment {
  readonly at: number;
  readonly source: number;
}

/** A piece of a file with the way back to it: a whole SQL file, or the SQL in an indented YAML block. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Ascending by `at`; the first starts at 0. */
  readonly segments: readonly Segment[];
}

export type Severity = 'error' | 'warning' | 'info';

/** One thing to say about the user's input. Thrown errors are only for our own bugs. */
export interface Diagnostic {
  /** `PGC` and three digits, listed in `source/codes.ts`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span | null;
  /** The way out, printed after the caret. */
  readonly hint: string | null;
  readonly related: readonly { readonly message: string; readonly span: Span }[];
}

/** What a stage hands on: its product, and what it has to say. `value` is null when errors make it useless. */
export interface Staged<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
