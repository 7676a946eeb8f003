import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openDevDatabase, type DevDatabase } from '../../src/dev/database/open-dev-database.js';
import { cognitoClient } from '../../src/dev/people/cognito-client.js';
import { samplePeople } from '../../src/dev/people/sample-people.js';
import { home, secretsOf, setVariables, startPool, startServices, startWorker } from '../../src/dev/start-services.js';
import { createSecretStore } from '../../src/local/secrets-manager/create-secret-store.js';
import { claimSlot } from '../../src/postgres/slot-claim.js';
import { error } from '../../src/source/diagnostic.js';
import { installTemplate } from '../../src/tenancy/template/install-template.js';
import { createStops, type Stops } from '../pgcog/dev/create-stops.js';
import { fillSamples } from '../pgcog/dev/fill-samples.js';
import { mistakesIn } from '../pgcog/dev/mistakes-in.js';
import { prepareControl } from '../pgcog/dev/prepare-control.js';
import { cutTemplate, readTemplate } from '../pgcog/read-template.js';
import { refuseErrors } from './mistakes.js';
import { hushed, openFunctions } from './open-functions.js';
import type { PreparedStage, TestProject } from './types.js';

/** Milliseconds between two looks whether the server has ended. */
const pause = 20;

/**
 * Makes what every test file begins with: control schema, template, sample tenants with their seeds, and sample people,
 * signed up through the project's own triggers.
 *
 * @throws ProjectMistakes; ServerRefusal
 */
export async function prepareStage(project: TestProject, stage: PreparedStage, compiled: string): Promise<void> {
  const { root, config } = project;
  const stops = createStops();
  try {
    await prepare(project, stage, compiled, stops);
  } catch (thrown) {
    const { diagnostics, texts } = mistakesIn(thrown, config);
    // The server says no place in a program that was cut.
    await refuseErrors(root, diagnostics.map((one) => (one.code === 'PGC183' && !one.hint ? { ...one, hint: 'pgcog-gen generate says where' } : one)), texts);
  } finally {
    await stops.run();
  }
  await ended(stage);
}

async function prepare(project: TestProject, stage: PreparedStage, compiled: string, stops: Stops): Promise<void> {
  const { root, config, variables, signal } = project;
  await mkdir(dirname(stage.secrets), { recursive: true });
  const store = createSecretStore({ ...home, file: stage.secrets });
  const secrets = secretsOf(store);
  const place = { local: { postgres: stage.postgres, secrets: stage.secrets, shown: stage.postgres }, secrets: stage.secrets, pool: stage.pool, running: join(dirname(stage.pool), 'running.json'), compiled };
  const database = await openDevDatabase({ place, config, url: null, secrets, variables });
  stops.add(() => database.database.close());
  const pool = await startPool(stage.pool);
  stops.add(async () => {
    await pool.cognito.close();
    await pool.lambda.close();
  });
  const services = await startServices(pool, database, store);
  stops.add(services.close);
  stops.add(setVariables({ ...services.variables, ...hushed, GRAPHQL_URL: nowhere }));
  const io = { cwd: root, env: variables, stdout: silent, stderr: silent, signal };
  const command = { root, configPath: null, databaseUrl: null, port: null, reset: false, json: false, quiet: true };
  await prepareControl({ command, io, config, database: database.database, secrets });
  await install(project, database);
  const functions = await openFunctions({ root, config, compiled, lambda: pool.lambda });
  stops.add(functions.release);
  const stack = { database, secrets, services, cognito: cognitoClient(services.cognito.url) };
  const { diagnostics } = await fillSamples({ root, stack, people: samplePeople(config), signal });
  await refuseErrors(root, diagnostics);
  // Logins of roles are made by the worker's schedule: no trigger asks for them.
  await startWorker(services);
  await pool.lambda.idle();
}

/** The data source is loaded like all functions, and asked nothing here. */
const nowhere = 'http://127.0.0.1:9/graphql';
const silent = { write: (): void => undefined };

async function install({ root, config, signal }: TestProject, { database: { session } }: DevDatabase): Promise<void> {
  const read = await readTemplate(root, config);
  if (read === null) return refuseErrors(root, [error('PGC617', 'there is no template to make tenants by', null, 'write tenant_template/*.sql')]);
  await installTemplate(session, { config, plan: read.plan, program: await cutTemplate(session, signal, read, config) });
}

/** Its server ends with its last session: data are copied when nobody writes any more. */
async function ended({ postgres }: PreparedStage): Promise<void> {
  for (;;) {
    const claim = await claimSlot(join(postgres, 'claims-0'));
    if (claim !== null) return claim.release();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
