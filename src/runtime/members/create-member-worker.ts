import { guarded } from '../guarded.js';
import { invocationOf, type LambdaContext } from '../invocation.js';
import { isRecord, own } from '../own.js';
import { checkPrefix } from '../secrets/check-prefix.js';
import { createSecrets } from '../secrets/create-secrets.js';
import { createSecretsService } from '../secrets/secrets-service.js';
import { serviceDatabase } from '../secrets/service-database.js';
import { activatePerson } from './activate-person.js';
import { drainEvents } from './drain-events.js';
import type { Activated, Drained, MemberWorkerOptions } from './types.js';
import { createUserPool, isSub } from './user-pool.js';
import { ActFailed, codeOf, type Worker } from './worker.js';
import { workerDatabase } from './worker-database.js';

/**
 * The handler of the Lambda behind Cognito's hooks. An event with a `sub` makes the person's invitations active; any
 * other one, a schedule's say, does what the database has noted (`cognition.take_events`) and shuts out whose time is up.
 * All of it can be interrupted, run again, and run twice at once.
 *
 * It throws, for Lambda to try again, where the database or a service does not answer; the message holds no values.
 *
 * @throws TypeError at once for a prefix that no secret can have
 */
export function createMemberWorker(options: MemberWorkerOptions): (event: unknown, context?: LambdaContext) => Promise<Activated | Drained> {
  const { prefix, transport, secret = `${prefix}/services/worker` } = options;
  checkPrefix(prefix);
  const secrets = createSecrets(createSecretsService(options.secrets));
  const pool = createUserPool(options.userPool);
  return async (event, context) => {
    const called = invocationOf(context);
    const database = workerDatabase(serviceDatabase({ transport, secret, deadline: called.deadline }));
    const worker = { options, database, secrets, pool, ...called };
    try {
      return await run(worker, isRecord(event) ? own(event, 'sub') : undefined);
    } catch (failure) {
      if (!(failure instanceof ActFailed)) guarded(() => options.report?.(failure, worker.requestId));
      throw new Error(`the worker stopped: ${codeOf(failure)}`);
    }
  };
}

async function run(worker: Worker, sub: unknown): Promise<Activated | Drained> {
  if (sub === undefined || sub === '') return drainEvents(worker);
  return isSub(sub) ? activatePerson(worker, sub) : { activated: 0, failed: 0, refused: 'unknown' };
}
