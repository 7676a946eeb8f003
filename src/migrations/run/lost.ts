/** Nobody heard what became of a statement, and it has left nothing: it is tried again. */
export class Lost extends Error {
  constructor() {
    super('the answer of the Data API was lost');
    this.name = 'Lost';
  }
}
