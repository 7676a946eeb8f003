/** What `util.error` ends a handler with: the fields of the GraphQL error that the client would get. */
export class AppsyncError extends Error {
  override readonly name = 'AppsyncError';

  constructor(message: string, readonly type: string | null, readonly data: unknown, readonly errorInfo: unknown) {
    super(message);
  }
}
