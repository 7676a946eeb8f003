import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openUrl } from '../open-url.js';
import { CommandRefusal } from '../refusal.js';
import type { Environment, OpenEnvironment, Secrets } from '../types.js';
import { localPlace, type LocalPlace } from './local-place.js';

/** What names of local secrets begin with, where no service says otherwise. */
const usualPrefix = 'pgcog/local';

/** Local services know nobody, and AWS is never asked: not even by accident, with a developer's own credentials. */
const nobody = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/**
 * The project's own environment: a PostgreSQL of its own, or the one of a URL, with secrets in a file. Where local
 * services are running, `AWS_ENDPOINT_URL_SECRETS_MANAGER` names their secrets (`PGCOG_SECRETS_PREFIX` what their names
 * begin with), and `AWS_ENDPOINT_URL_LAMBDA` with `PGCOG_WORKER_FUNCTION` their worker.
 *
 * @throws CommandRefusal PGC611 where it is not there and is not to be made, PGC607 and PGC608; ServerRefusal
 */
export async function openLocalEnvironment(options: OpenEnvironment): Promise<Environment> {
  const { root, name, variables, config, databaseUrl, create } = options;
  if (!create && databaseUrl === null && !existsSync(join(root, '.pgcog', 'local'))) throw new CommandRefusal('PGC611', `${root} has no local environment yet`, 'pgcog control up makes it');
  const place = await localPlace(root, variables);
  const secrets = await secretsOf(options, place);
  const url = databaseUrl === null ? null : await openUrl(databaseUrl);
  const database = url?.database ?? (await (await import('./open-local.js')).openLocal({ place, version: config.postgres, secrets, variables }));
  return {
    name, database, secrets,
    place: `PostgreSQL ${url === null ? `${config.postgres} in ${place.shown}` : `at ${url.place}`}`,
    runWorker: async () => {
      const [endpoint, worker] = [variables['AWS_ENDPOINT_URL_LAMBDA'], variables['PGCOG_WORKER_FUNCTION']];
      if (endpoint === undefined || worker === undefined) return false;
      const { invokeWorker } = await import('../aws/invoke-worker.js');
      await invokeWorker({ endpoint, ...nobody }, worker);
      return true;
    },
    close: () => {
      secrets.close();
      return database.close();
    },
  };
}

async function secretsOf({ variables, localSecrets }: OpenEnvironment, place: LocalPlace): Promise<Secrets> {
  const endpoint = variables['AWS_ENDPOINT_URL_SECRETS_MANAGER'];
  const prefix = variables['PGCOG_SECRETS_PREFIX'] ?? usualPrefix;
  if (endpoint === undefined) {
    const file = localSecrets(place.secrets);
    return { createOrRead: (name, login) => file.createOrRead(`${prefix}/${name}`, login), close: () => file.close() };
  }
  const { openSecrets } = await import('../aws/open-secrets.js');
  return openSecrets({ endpoint, ...nobody }, prefix);
}
