import { join } from 'node:path';
import { local } from '../../src/environment/open-environment.js';
import type { Io } from '../io.js';
import type { PgcogCommand } from './types.js';

/** What makes commands use services that run on this machine. */
const names = ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'PGCOG_SECRETS_PREFIX', 'AWS_ENDPOINT_URL_LAMBDA', 'PGCOG_WORKER_FUNCTION'] as const;

/**
 * The variables of a command, and with them those of the `pgcog dev` that runs on the project's own database: what such a
 * command writes is then done at once, and secrets are kept by one program alone. What the developer has set stays.
 */
export async function withRunningServices({ root, environment, databaseUrl }: PgcogCommand, env: Io['env']): Promise<Io['env']> {
  if (environment !== local || databaseUrl !== null) return env;
  const { isRunning, readRunning } = await import('../../src/dev/running-file.js');
  const running = await readRunning(join(root, '.pgcog', 'dev.json'));
  if (running === null || !running.database.own || !(await isRunning(running))) return env;
  return { ...Object.fromEntries(names.map((name) => [name, running.variables[name]])), ...env };
}
