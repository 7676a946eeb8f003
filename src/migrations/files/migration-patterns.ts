/** Where a project's migrations are. */
export const migrationPatterns = ['migrations/*.sql'];
