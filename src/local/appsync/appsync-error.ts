/**
 * What ends a field, or goes along with its value: the members of a GraphQL error as AppSync has them. Made by
 * `util.error`, `util.appendError` and `util.unauthorized`, and where AppSync itself refuses.
 */
export class AppsyncError extends Error {
  override readonly name = 'AppsyncError';

  constructor(
    message: string,
    readonly type: string | null = null,
    /** Reaches the client as far as the field's selection set goes. */
    readonly data: unknown = null,
    readonly errorInfo: unknown = null,
  ) {
    super(message);
  }
}
