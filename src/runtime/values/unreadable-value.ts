/** A value of the database's answer that its column's type does not expect, or that JavaScript cannot hold exactly. Never shows it. */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue';
  constructor() {
    super('the answer has a value that cannot be read as its type');
  }
}
