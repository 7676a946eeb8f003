/** An error as Secrets Manager answers it: `code` is AWS's name of it. */
export class SecretsRefusal extends Error {
  override readonly name = 'SecretsRefusal';
  constructor(readonly code: string, message: string, readonly status = 400) {
    super(message);
  }
}
