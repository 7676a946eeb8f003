import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dataApi } from '../../../../src/runtime/index.js';
import { createMemberWorker } from '../../../../src/runtime/members.js';
import type { WorkerOrder } from './run-worker.js';

/** A process of its own: runs the worker once, and is killed right before its n-th call of AWS. */
const order = JSON.parse(process.env['ORDER'] ?? '') as WorkerOrder;
const place = { region: order.region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
let calls = 0;

/** What is used of a client's middleware stack, whose types differ from client to client. */
interface Stack {
  add(middleware: (next: (args: unknown) => Promise<unknown>) => (args: unknown) => Promise<unknown>, options: { readonly step: 'initialize' }): void;
}

function counted<T extends { readonly middlewareStack: object }>(client: T): T {
  (client.middlewareStack as Stack).add((next) => (args) => {
    calls += 1;
    if (calls === order.killAt) process.kill(process.pid, 'SIGKILL');
    return next(args);
  }, { step: 'initialize' });
  return client;
}

const client = counted(new RDSDataClient({ ...place, endpoint: order.dataApi, maxAttempts: 1 }));
const worker = createMemberWorker({
  transport: dataApi({ client, resourceArn: order.resourceArn, database: order.database }),
  prefix: order.prefix,
  secrets: counted(new SecretsManagerClient({ ...place, endpoint: order.secrets })),
  userPool: { userPoolId: order.userPoolId, client: counted(new CognitoIdentityProviderClient({ ...place, endpoint: order.pool })) },
  invite: async () => undefined, log: () => undefined,
});
process.stdout.write(JSON.stringify({ answer: await worker(order.event), calls }));
