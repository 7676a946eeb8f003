import type { Config } from '../../../src/config/types.js';
import { noteStrangers, openState } from '../../../src/dev/database/dev-state.js';
import { dismissPeople } from '../../../src/dev/people/dismiss-people.js';
import type { Database, Secrets } from '../../../src/environment/types.js';
import type { SqlSession } from '../../../src/postgres/sql-session.js';
import { installControl, planInstallation } from '../../../src/tenancy/control/install.js';
import type { Io } from '../../io.js';
import { createContext } from '../create-context.js';
import { openServices } from '../open-services.js';
import type { DevCommand } from './types.js';

export interface ControlInput {
  readonly command: DevCommand;
  readonly io: Io;
  readonly config: Config;
  readonly database: Database;
  readonly secrets: Secrets;
}

/**
 * The control schema of this version with these settings, and passwords for its services.
 *
 * @returns what was done, for people
 * @throws ControlRefusal; what `pg` throws
 */
export async function prepareControl({ command, io, config, database, secrets }: ControlInput): Promise<readonly string[]> {
  const { session } = database;
  const plan = await planInstallation(session, config);
  const isNew = plan.from < plan.to;
  const dismissed = plan.from > 0 && plan.reconfigure ? await dismiss(session, io.signal, config) : [];
  if (isNew || plan.reconfigure) await installControl(session, config);
  await openState(session);
  await noteStrangers(session);
  const environment = { name: 'local', place: '', database, secrets, runWorker: () => Promise.resolve(false), close: () => Promise.resolve() };
  const line = { ...command, group: 'control' as const, name: 'up', args: [], flags: {}, environment: 'local', databaseUrl: null, confirmEnvironment: null };
  await openServices(createContext({ command: line, config, environment, io }));
  const says = isNew ? [`control schema: version ${plan.to} installed`] : plan.reconfigure ? ['control schema: settings applied'] : [];
  return dismissed.length === 0 ? says : [`people removed, whose role is gone: ${dismissed.join(', ')}`, ...says];
}

async function dismiss(session: SqlSession, signal: AbortSignal, config: Config): Promise<readonly string[]> {
  await openState(session);
  return dismissPeople(session, signal, config);
}
