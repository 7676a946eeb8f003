/** A call that Lambda's API does not take: `code` is AWS's name of it. */
export class LambdaRefusal extends Error {
  override readonly name = 'LambdaRefusal';
  constructor(readonly code: string, message: string, readonly status: number) {
    super(message);
  }
}
