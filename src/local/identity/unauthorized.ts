/** A request whose caller is not known; `message` is what AppSync says and is shown to the client. */
export class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
  constructor(message = 'You are not authorized to make this call.') {
    super(message);
  }
}
