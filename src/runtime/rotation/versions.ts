import { readLoginSecret, type LoginSecret } from '../secrets/login-secret.js';
import { randomPassword } from '../secrets/random-password.js';
import { errorName, type SecretsService } from '../secrets/secrets-service.js';
import type { Rotation } from './read-rotation.js';
import { RotationRefused } from './types.js';

/**
 * The login in the version that is current.
 *
 * @throws RotationRefused where it is not the login that the secret's name says
 */
export async function readCurrent(service: SecretsService, { arn, name, current }: Rotation): Promise<LoginSecret> {
  const { sdk, client } = await service();
  const { SecretString } = await client.send(new sdk.GetSecretValueCommand({ SecretId: arn, VersionId: current }));
  const login = readLoginSecret(name, SecretString);
  const own = name.startsWith('users/') ? login.username === name.slice('users/'.length) : /^l_[0-9a-f]{32}$/.test(login.username);
  if (!own) throw new RotationRefused(`the secret ${name} is of another login than its name says`);
  return login;
}

/** The login in the version that is pending; null where there is none yet. */
export async function readPending(service: SecretsService, { arn, name, token }: Rotation): Promise<LoginSecret | null> {
  const { sdk, client } = await service();
  try {
    const { SecretString } = await client.send(new sdk.GetSecretValueCommand({ SecretId: arn, VersionId: token, VersionStage: 'AWSPENDING' }));
    return readLoginSecret(name, SecretString);
  } catch (thrown) {
    if (errorName(thrown) === 'ResourceNotFoundException') return null;
    throw thrown;
  }
}

/** Puts the pending version, where it is not there: the current one with another password. Two at once come to one. */
export async function putPending(service: SecretsService, { arn, token, rotationToken }: Rotation, current: LoginSecret): Promise<void> {
  const { sdk, client } = await service();
  try {
    await client.send(new sdk.PutSecretValueCommand({
      SecretId: arn, ClientRequestToken: token, SecretString: JSON.stringify({ ...current, password: randomPassword() }), VersionStages: ['AWSPENDING'],
      ...(rotationToken !== null && { RotationToken: rotationToken }),
    }));
  } catch (thrown) {
    // Somebody has put it meanwhile.
    if (errorName(thrown) !== 'ResourceExistsException') throw thrown;
  }
}

/** A rotation changes the password and nothing else: another username or host is somebody's mistake, or worse. @throws RotationRefused */
export function checkPending({ name }: Rotation, current: LoginSecret, pending: LoginSecret | null): LoginSecret {
  if (pending === null) throw new RotationRefused(`the pending version of ${name} has no value yet`);
  const rest = ({ password: _, ...others }: LoginSecret): string => JSON.stringify(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (rest(pending) !== rest(current)) throw new RotationRefused(`the pending version of ${name} differs in more than the password`);
  return pending;
}

/** The pending version becomes the current one. */
export async function promote(service: SecretsService, { arn, token, current }: Rotation): Promise<void> {
  const { sdk, client } = await service();
  await client.send(new sdk.UpdateSecretVersionStageCommand({ SecretId: arn, VersionStage: 'AWSCURRENT', MoveToVersionId: token, RemoveFromVersionId: current }));
}

/** Whether the pending version has become the current one, whatever the answer to {@link promote} was. */
export async function isPromoted(service: SecretsService, { arn, token }: Rotation): Promise<boolean> {
  const { sdk, client } = await service();
  const { VersionIdsToStages = {} } = await client.send(new sdk.DescribeSecretCommand({ SecretId: arn }));
  return VersionIdsToStages[token]?.includes('AWSCURRENT') === true;
}
