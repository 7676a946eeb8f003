import { cognitoClient, type CognitoClient } from '../../../src/dev/people/cognito-client.js';
import { checkOwnDatabase, claimDatabase } from '../../../src/dev/database/claim-database.js';
import { openDevDatabase, type DevDatabase } from '../../../src/dev/database/open-dev-database.js';
import type { DevPlace } from '../../../src/dev/place.js';
import { home, secretsOf, setVariables, startPool, startServices, type Services } from '../../../src/dev/start-services.js';
import type { Config } from '../../../src/config/types.js';
import { CommandRefusal } from '../../../src/environment/refusal.js';
import type { Secrets } from '../../../src/environment/types.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import type { Io } from '../../io.js';
import type { Stops } from './create-stops.js';
import type { DevCommand } from './types.js';

/** All that runs besides the API. */
export interface Stack {
  readonly database: DevDatabase;
  readonly secrets: Secrets;
  readonly services: Services;
  readonly cognito: CognitoClient;
}

export interface StackInput {
  readonly command: DevCommand;
  readonly io: Io;
  readonly config: Config;
  readonly place: DevPlace;
  readonly stops: Stops;
}

/**
 * Opens the database and starts the services on it; the slowest two at the same time. What is open is handed to `stops`.
 *
 * @throws CommandRefusal PGC630 where dev runs here already, PGC632, PGC607, PGC608 and PGC639; ServerRefusal
 */
export async function openStack({ command, io, config, place, stops }: StackInput): Promise<Stack> {
  const store = opened(place.secrets, () => createSecretStore({ ...home, file: place.secrets }));
  const secrets = secretsOf(store);
  const opening = openClaimed({ command, io, config, place, secrets, stops });
  const [database, pool] = await Promise.allSettled([opening, startStopped(place, stops)]);
  // Whoever has the database has the pool's folder too: that is said of the database.
  if (database.status === 'rejected') throw database.reason;
  if (pool.status === 'rejected') throw pool.reason;
  const services = await startServices(pool.value, database.value, store);
  stops.add(services.close);
  stops.add(setVariables(services.variables));
  return { database: database.value, secrets, services, cognito: cognitoClient(services.cognito.url) };
}

async function openClaimed({ command, io, config, place, secrets, stops }: StackInput & { readonly secrets: Secrets }): Promise<DevDatabase> {
  const database = await openDevDatabase({ place, config, url: command.databaseUrl, secrets, variables: io.env });
  stops.add(() => database.database.close());
  await claimDatabase(database.database.session, null);
  if (command.databaseUrl !== null) await checkOwnDatabase(database.database.session);
  return database;
}

async function startStopped(place: DevPlace, stops: Stops): Promise<Pick<Services, 'lambda' | 'cognito'>> {
  const pool = await startPool(place.pool).catch((failure: unknown) => {
    // The package is not there, or the folder is somebody else's: its own words say how to go on.
    if (!(failure instanceof Error)) throw failure;
    throw new CommandRefusal('PGC639', `the user pool does not start: ${failure.message}`, 'put that right, or begin anew: pgcog dev --reset');
  });
  stops.add(async () => {
    await pool.cognito.close();
    await pool.lambda.close();
  });
  return pool;
}

/** @throws CommandRefusal PGC608 where the file is cut off, or cannot be read; nothing of it is said */
function opened<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    const reason = 'code' in failure && typeof failure.code === 'string' ? `cannot be read (${failure.code})` : 'is not a file of secrets';
    throw new CommandRefusal('PGC608', `${file} ${reason}`, 'put a copy of it back, or begin anew: pgcog dev --reset');
  }
}
