import { reasonOf } from '../errors.js';
import { invocationOf, type LambdaContext } from '../invocation.js';
import { checkPrefix } from '../secrets/check-prefix.js';
import { createSecrets } from '../secrets/create-secrets.js';
import { SecretRefused } from '../secrets/login-secret.js';
import { createSecretsService, errorName } from '../secrets/secrets-service.js';
import { serviceDatabase } from '../secrets/service-database.js';
import { writeLine } from '../write-line.js';
import { readRotation } from './read-rotation.js';
import { runStep } from './run-step.js';
import { RotationRefused, type RotationOptions } from './types.js';

/**
 * The handler of the Lambda that Secrets Manager rotates members' and roles' logins with: the four steps, one an event.
 *
 * It throws where a step is refused or fails, as Secrets Manager expects; the message holds neither values nor the
 * server's words.
 *
 * @throws TypeError at once for a prefix that no secret can have
 */
export function createRotation(options: RotationOptions): (event: unknown, context?: LambdaContext) => Promise<void> {
  const { transport, prefix, secret = `${prefix}/services/rotation`, log = writeLine } = options;
  checkPrefix(prefix);
  const service = createSecretsService(options.secrets);
  const secrets = createSecrets(service);
  return async (event, context) => {
    const { requestId, deadline } = invocationOf(context);
    const start = performance.now();
    try {
      const rotation = await readRotation(service, prefix, event);
      const line = { step: rotation.step, secret: rotation.name, requestId };
      const written = (code: string): void => log({ ...line, code, ms: Math.round(performance.now() - start) });
      const tools = { transport, service, secrets, prefix, query: serviceDatabase({ transport, secret, deadline }), deadline };
      written(await runStep(tools, rotation).catch((failure: unknown) => {
        written(reasonOf(failure) || errorName(failure));
        throw failure;
      }));
    } catch (failure) {
      // The messages of these two are ours.
      if (failure instanceof RotationRefused || failure instanceof SecretRefused) throw failure;
      throw new Error(`the step failed: ${reasonOf(failure) || errorName(failure)}`);
    }
  };
}
