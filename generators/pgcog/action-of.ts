import type { Action, PgcogCommand } from './types.js';

type Actions = Readonly<Record<string, Action>>;

/** What each group's commands do; loaded when one of them is run. */
const homes: Readonly<Record<PgcogCommand['group'], () => Promise<Actions>>> = {
  control: async () => (await import('./control-actions.js')).controlActions,
  tenant: async () => (await import('./tenant-actions.js')).tenantActions,
  user: async () => (await import('./user-actions.js')).userActions,
  grant: async () => (await import('./grant-actions.js')).grantActions,
  migrate: async () => (await import('./migrate-actions.js')).migrateActions,
  // Acts on no environment: see run-command.ts.
  verify: () => Promise.resolve({}),
};

/** @throws Error where the tree has a command that nobody does */
export async function actionOf({ group, name }: PgcogCommand): Promise<Action> {
  const action = (await homes[group]())[name];
  if (action === undefined) throw new Error(`pgcog ${group} ${name} is not there`);
  return action;
}
