/**
 * Codes that a data source may answer with on its own account, besides those under `errors:` in the spec. Stable:
 * clients branch on them.
 */
export const errorCodes = [
  /** A constraint that the spec does not name refuses the write: unique, foreign key, check, exclusion. */
  'CONFLICT',
  /** Grants, policies, or `allow` refuse the caller. */
  'FORBIDDEN',
  /** Our fault, or the server's. */
  'INTERNAL',
  /** An argument that PostgreSQL or a bound refuses. */
  'INVALID_INPUT',
  /** A row that must be there is not, or not for this caller. */
  'NOT_FOUND',
  /** A Lambda resolver that is still its stub. */
  'NOT_IMPLEMENTED',
  /** More than fits into one answer of the Data API. */
  'TOO_LARGE',
  /** The statement ran too long. */
  'TIMEOUT',
  /** The database is starting or not there; worth another try. */
  'UNAVAILABLE',
  /** No usable identity: no tenant claim, or a member that is suspended. */
  'UNAUTHENTICATED',
] as const;
