import { startLoopback, type LoopbackAnswer, type LoopbackRequest } from '../http/start-loopback.js';
import { checkUnused, claimFolder } from './check-unused.js';
import { createBackend } from './create-backend.js';
import { createChallenges } from './create-challenges.js';
import { createEndpoint } from './create-endpoint.js';
import { createSessions } from './create-sessions.js';
import { createSigner } from './create-signer.js';
import { createTriggers } from './create-triggers.js';
import type { Pool } from './pool.js';
import { openPoolFolder } from './pool-folder.js';
import { startBackend, type BackendProcess } from './start-backend.js';
import type { CognitoOptions, RunningCognito } from './types.js';
import { findUser } from './users.js';

/**
 * A user pool on 127.0.0.1, for the AWS SDK with `endpoint` or AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER. cognito-local
 * keeps the users; triggers, tokens, sessions and Cognito's rules are the work of a proxy before it.
 *
 * People sign in by e-mail address in any case, PreventUserExistenceErrors is ENABLED, the password policy is the default
 * one. Signatures of administrative requests must be there and are not verified.
 *
 * @throws Error where cognito-local is not installed or does not start, where another process has the folder, or an id is none; the system's error if the port is taken
 */
export async function startCognito(options: CognitoOptions): Promise<RunningCognito> {
  const { folder: path, poolId = 'local_pool', clientId = 'localclient', code = null, clock = Date.now } = options;
  await checkUnused(path);
  const folder = openPoolFolder(path, poolId, clientId);
  const sessions = createSessions(folder.sessions, clock);
  const backend = await startBackend(path, code);
  try {
    claimFolder(path, backend);
    const pool = {
      poolId, clientId, code, clock, folder, sessions, tokenVersion: options.tokenVersion ?? 'V2_0', backend: createBackend(backend),
      triggers: createTriggers(options, poolId), challenges: createChallenges(clock), signer: await createSigner(clock),
    } satisfies Omit<Pool, 'issuer'>;
    return await serve(pool, backend, options.port);
  } catch (failure) {
    await backend.stop();
    throw failure;
  }
}

async function serve(start: Omit<Pool, 'issuer'>, process: BackendProcess, port: number | undefined): Promise<RunningCognito> {
  let endpoint: (request: LoopbackRequest) => Promise<LoopbackAnswer> = () => Promise.resolve({ status: 503, body: '' });
  const { url, close } = await startLoopback((request) => endpoint(request), { port });
  const pool: Pool = { ...start, issuer: `${url}/${start.poolId}` };
  endpoint = createEndpoint(pool);
  return {
    url, userPoolId: pool.poolId, clientId: pool.clientId, issuer: pool.issuer, jwksUrl: `${pool.issuer}/.well-known/jwks.json`,
    lastCode: (username) => lastCode(pool, username),
    async close() {
      await close();
      // What is being written is written first.
      await pool.backend.turn(() => process.stop());
    },
  };
}

function lastCode({ backend, folder, poolId }: Pool, username: string): Promise<string | null> {
  return backend.turn(async (call) => {
    const user = await findUser(call, poolId, username);
    const kept = user === null ? null : folder.userRecord(user.sub);
    const code = user?.status === 'FORCE_CHANGE_PASSWORD' ? kept?.['Password'] : (kept?.['ConfirmationCode'] ?? kept?.['AttributeVerificationCode']);
    return typeof code === 'string' ? code : null;
  });
}
