import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openApi } from '../../src/dev/api/open-api.js';
import { cognitoClient } from '../../src/dev/people/cognito-client.js';
import { home, secretsOf, setVariables, startPool, startServices } from '../../src/dev/start-services.js';
import { localDatabase, localOwner } from '../../src/environment/local/prepare-database.js';
import { newLogin } from '../../src/environment/new-login.js';
import { openDatabase } from '../../src/environment/open-database.js';
import type { LambdaHandler } from '../../src/local/appsync/types.js';
import { createSecretStore } from '../../src/local/secrets-manager/create-secret-store.js';
import { startCopy, type RunningCopy } from '../../src/postgres/start-copy.js';
import type { As } from '../../src/testing/types.js';
import { createStops, type Stops } from '../pgcog/dev/create-stops.js';
import { hushed, openFunctions } from './open-functions.js';
import { findPrepared } from './find-prepared.js';
import { signsIn } from './signs-in.js';
import { stageHash } from './stage-hash.js';
import { testPlace } from './test-place.js';
import type { PreparedStage, TestProject } from './types.js';

/** All that the tests of one file talk to. */
export interface Stage {
  readonly as: As;
  /** Ends all of it. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a copy of the prepared stage: database, secrets, user pool, functions and API, for this process alone.
 *
 * @param build of this package
 * @throws ProjectMistakes; ServerRefusal
 */
export async function openStage(project: TestProject, build: string): Promise<Stage> {
  const stops = createStops();
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= stops.run());
  try {
    const place = await testPlace(project);
    const prepared = await findPrepared(project, place, await stageHash(project, build));
    return { as: await start(project, prepared, place, stops), close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

async function start(project: TestProject, prepared: PreparedStage, place: { readonly home: string; readonly compiled: string }, stops: Stops): Promise<As> {
  const { config, variables, signal } = project;
  const copy = await startCopy({ from: prepared.postgres, copies: join(place.home, 'copies'), version: config.postgres, environment: variables });
  stops.add(() => copy.stop());
  const files = await copyFiles(prepared, copy);
  const store = createSecretStore({ ...home, file: files.secrets });
  const pool = await startPool(files.pool);
  stops.add(async () => {
    await pool.cognito.close();
    await pool.lambda.close();
  });
  const { host, port } = copy.server;
  const services = await startServices(pool, { server: { host, port, database: localDatabase } }, store);
  stops.add(services.close);
  stops.add(setVariables({ ...services.variables, ...hushed }));
  const api = await openOwnApi(project, services, stops, place.compiled);
  const { login } = await secretsOf(store).createOrRead('services/owner', newLogin(localOwner));
  const database = await openDatabase(() => copy.server.connect(localDatabase, { user: login.username, password: login.password }));
  stops.add(() => database.close());
  const { cognito, lambda } = services;
  return signsIn({ config, url: api, session: database.session, signal, cognito: cognitoClient(cognito.url), clientId: cognito.clientId, lastCode: cognito.lastCode, settled: () => lambda.idle() });
}

/** Secrets and people as they are with the prepared data; beside the copy, which is ours alone. */
async function copyFiles({ secrets, pool }: PreparedStage, { directory }: RunningCopy): Promise<Pick<PreparedStage, 'secrets' | 'pool'>> {
  const own = join(directory, 'files');
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { mode: 0o700 });
  const files = { secrets: join(own, 'secrets.json'), pool: join(own, 'pool') };
  await Promise.all([cp(secrets, files.secrets), cp(pool, files.pool, { recursive: true })]);
  return files;
}

type Services = Awaited<ReturnType<typeof startServices>>;

/** Who the data source is, for the API that it publishes events to. */
function dataSourceKey({ AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' }: Readonly<Record<string, string>>): NonNullable<Parameters<typeof openApi>[0]['iam']> {
  return { region: home.region, keys: { [id]: { secretAccessKey, accountId: home.account, userArn: `arn:aws:sts::${home.account}:assumed-role/data-source/local`, username: 'data-source' } } };
}

/** The API first: the data source is told its address. */
async function openOwnApi({ root, config }: TestProject, services: Services, stops: Stops, compiled: string): Promise<string> {
  let dataSource: LambdaHandler = () => Promise.reject(new Error('the data source is not loaded yet'));
  const api = await openApi({ root, config, cognito: services.cognito, iam: dataSourceKey(services.variables), dataSource: (event, context) => dataSource(event, context), console: (from, text) => process.stderr.write(`${from}: ${text}\n`) });
  stops.add(() => api.close());
  stops.add(setVariables({ GRAPHQL_URL: api.url }));
  const functions = await openFunctions({ root, config, compiled, lambda: services.lambda });
  stops.add(functions.release);
  dataSource = functions.dataSource;
  return api.url;
}
