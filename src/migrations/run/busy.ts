/** Another session is at this step, and lives. */
export class Busy extends Error {
  constructor(schema: string) {
    super(`somebody else is migrating ${schema}`);
    this.name = 'Busy';
  }
}
