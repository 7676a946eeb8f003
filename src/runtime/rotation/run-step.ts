import type { Secrets } from '../secrets/create-secrets.js';
import type { LoginSecret } from '../secrets/login-secret.js';
import { scramVerifier } from '../secrets/scram-verifier.js';
import type { SecretsService } from '../secrets/secrets-service.js';
import type { ServiceQuery } from '../secrets/service-database.js';
import type { Transport } from '../types.js';
import type { Rotation } from './read-rotation.js';
import { mayLogIn, trialSecret, type TrialSecret } from './try-login.js';
import { checkPending, isPromoted, promote, putPending, readCurrent, readPending } from './versions.js';

/** What the steps work with. */
export interface RotationTools {
  readonly transport: Transport;
  readonly service: SecretsService;
  readonly secrets: Secrets;
  readonly prefix: string;
  /** The database as cognition_rotation. */
  readonly query: ServiceQuery;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** Milliseconds kept for setting the password back. */
const reserve = 3_000;

/**
 * One of the four steps (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html).
 * Each can be run again, also after an interruption. The step that sets the password goes on to the end: as long as
 * login and current version differ, logins fail, so nobody is waited for in between. What follows then finds all done.
 *
 * @returns `current` where there was nothing to do
 * @throws RotationRefused, DatabaseFailure, and what the SDK throws
 */
export async function runStep(tools: RotationTools, rotation: Rotation): Promise<'ok' | 'current'> {
  const current = await readCurrent(tools.service, rotation);
  const trial = trialSecret({ ...tools, username: current.username, deadline: tools.deadline - reserve });
  if (rotation.current === rotation.token) {
    if (rotation.step === 'finishSecret') await cleanUp(tools, rotation, trial);
    return 'current';
  }
  const pending = await readPending(tools.service, rotation);
  if (rotation.step === 'createSecret') {
    await trial.remove();
    if (pending === null) await putPending(tools.service, rotation, current);
    else checkPending(rotation, current, pending);
    return 'ok';
  }
  const next = checkPending(rotation, current, pending);
  if (rotation.step === 'setSecret') await setAndFinish(tools, rotation, { current, next, trial });
  if (rotation.step === 'testSecret') await test(tools, trial, next);
  if (rotation.step === 'finishSecret') await finish(tools, rotation, trial);
  return 'ok';
}

async function setAndFinish(tools: RotationTools, rotation: Rotation, { current, next, trial }: { readonly current: LoginSecret; readonly next: LoginSecret; readonly trial: TrialSecret }): Promise<void> {
  // Before the password is set: from then on every moment counts.
  await trial.make(next);
  try {
    await setPassword(tools.query, next);
    if (await mayLogIn(tools.query, next.username)) await trial.logIn(next.username);
    await promote(tools.service, rotation);
  } catch (failure) {
    await setBack(tools, rotation, current).finally(() => trial.remove());
    throw failure;
  }
  await cleanUp(tools, promoted(rotation), trial);
}

/** Whatever has failed: the current version, which callers have, goes on logging in. Another run may make the new one current meanwhile. */
async function setBack(tools: RotationTools, rotation: Rotation, current: LoginSecret): Promise<void> {
  if (!(await isPromoted(tools.service, rotation))) await setPassword(tools.query, current);
  if (await isPromoted(tools.service, rotation)) await settle(tools, promoted(rotation));
}

async function test({ query }: RotationTools, trial: TrialSecret, next: LoginSecret): Promise<void> {
  try {
    await trial.make(next);
    if (await mayLogIn(query, next.username)) await trial.logIn(next.username);
  } finally {
    await trial.remove();
  }
}

async function finish(tools: RotationTools, rotation: Rotation, trial: TrialSecret): Promise<void> {
  await promote(tools.service, rotation);
  await cleanUp(tools, promoted(rotation), trial);
}

async function cleanUp(tools: RotationTools, rotation: Rotation, trial: TrialSecret): Promise<void> {
  await trial.remove();
  await settle(tools, rotation);
}

const promoted = (rotation: Rotation): Rotation => ({ ...rotation, current: rotation.token });

/**
 * The last word: whoever else has set a password meanwhile, the login ends with that of the current version. Not asked
 * first by logging in, since a session that is open already would answer.
 */
async function settle({ service, query }: RotationTools, rotation: Rotation): Promise<void> {
  await setPassword(query, await readCurrent(service, rotation));
}

async function setPassword(query: ServiceQuery, { username, password }: LoginSecret): Promise<void> {
  await query('select cognition.set_user_password(:username::text, :verifier::text)::text', { username, verifier: scramVerifier(password) });
}
