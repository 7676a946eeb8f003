/** A file of the user's, as it is on disk and as it is read. */
export interface UserFile {
  /** POSIX path relative to the project's root. */
  readonly path: string;
  /** With its byte order mark and line ends. */
  readonly raw: string;
  /** The same without byte order mark, and with LF: splices are found in it. */
  readonly text: string;
}

/** A text put in the place of another: UTF-16 offsets into {@link UserFile.text}, `end` exclusive. Its lines end with LF. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Why a file is left alone. */
export interface Refusal {
  readonly kind: 'refused';
  /** Reads on from the file's name: `has no list of resolvers`. */
  readonly reason: string;
  /** UTF-16 offset into {@link UserFile.text}. */
  readonly at: number;
}

/** What becomes of a file: another text (raw), nothing to do, or nothing that would be safe. */
export type Edited = { readonly kind: 'edited'; readonly raw: string } | { readonly kind: 'unchanged' } | Refusal;
