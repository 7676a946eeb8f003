import type { Code } from '../../source/codes.js';

/** Something stands in the way of a migration, and whoever runs it can do something about it. */
export class MigrationRefused extends Error {
  constructor(readonly code: Code, message: string, readonly hint: string) {
    super(message);
    this.name = 'MigrationRefused';
  }
}
