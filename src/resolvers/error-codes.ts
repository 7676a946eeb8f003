/**
 * Codes that a data source may answer with on its own account, besides those under `errors:` in the spec. Stable:
 * clients branch on them.
 */
export const errorCodes = [
  /** A constraint that the spec does not name refuses the write: unique, foreign key, exclusion. */
  'conflict',
  /** Our fault, or the server's. */
  'internal',
  /** An argument that PostgreSQL or a bound refuses. */
  'invalid_input',
  /** No usable identity, or grants, policies or `allow` refuse the caller. */
  'not_authorized',
  /** A row that must be there is not, or not for this caller. */
  'not_found',
  /** A Lambda resolver that is still its stub. */
  'not_implemented',
  /** The template refuses: RAISE with an ERRCODE of class PGC that the spec does not name. */
  'rejected',
  /** The statement ran too long. */
  'timeout',
  /** More than fits into one answer of the Data API. */
  'too_large',
  /** The database is starting, busy or not there; worth another try. */
  'unavailable',
] as const;
