import { randomBytes } from 'node:crypto';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startDataApi, type DataApi } from '../../../../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../../../../src/local/secrets-manager/create-secret-store.js';
import { startSecretsManager } from '../../../../src/local/secrets-manager/start-secrets-manager.js';
import type { SecretStore } from '../../../../src/local/secrets-manager/types.js';
import { scramVerifier } from '../../../../src/postgres/scram-verifier.js';
import { dataApi } from '../../../../src/runtime/index.js';
import { createMemberWorker } from '../../../../src/runtime/members/create-member-worker.js';
import type { Invitation, MemberLine, MemberWorkerOptions } from '../../../../src/runtime/members/types.js';
import type { Transport } from '../../../../src/runtime/types.js';
import { openControl, type ControlWorld } from '../../../tenancy/control/harness.js';
import { credentials, region, startPool, type TestPool } from './user-pool.js';

export const prefix = 'shop/local';
export const resourceArn = `arn:aws:rds:${region}:123456789012:cluster:local`;

/** Control schema, Data API, Secrets Manager and user pool, all asked over HTTP by AWS's own clients. */
export interface MemberWorld {
  readonly control: ControlWorld;
  readonly store: SecretStore;
  readonly data: DataApi;
  /** By ARN: what Secrets Manager invokes for a rotation. */
  readonly functions: Map<string, (event: unknown) => Promise<unknown>>;
  readonly secretsUrl: string;
  readonly secrets: SecretsManagerClient;
  readonly transport: Transport;
  readonly pool: TestPool;
  readonly mode: 'user' | 'role';
  /** What the worker wrote, reported and sent. */
  readonly lines: MemberLine[];
  readonly faults: unknown[];
  readonly invitations: Invitation[];
  worker(changes?: Partial<MemberWorkerOptions>): ReturnType<typeof createMemberWorker>;
  /** The invited member's id. */
  invite(tenant: string | null, role: string, email: string): Promise<string>;
  /** Names below the prefix of secrets that are there and do not wait for their deletion, services' aside. */
  secretNames(): readonly string[];
  /** A secret's username and password. */
  login(name: string): { readonly username: string; readonly password: string };
  /** Who logs in with a secret, as PostgreSQL says. */
  loginWith(name: string): Promise<string>;
  close(): Promise<void>;
}

export async function openMembers(mode: 'user' | 'role' = 'user'): Promise<MemberWorld> {
  const [control, pool] = await Promise.all([openControl({ changes: { credentials: mode } }), startPool()]);
  const store = createSecretStore({ region, account: '123456789012' });
  const { host, port } = control.super;
  const data = await startDataApi({ host, port, defaultDatabase: control.database, secrets: store, resourceArn });
  const functions = new Map<string, (event: unknown) => Promise<unknown>>();
  const vault = await startSecretsManager({ store, invoke: async (arn, event) => functions.get(arn)?.(event) });
  const secrets = new SecretsManagerClient({ endpoint: vault.url, region, credentials });
  const client = new RDSDataClient({ endpoint: data.url, region, credentials, maxAttempts: 1 });
  const transport = dataApi({ client, resourceArn, database: control.database });
  // Its own sessions of services set passwords: before these.
  await control.hooks();
  await control.worker();
  for (const service of ['hooks', 'worker', 'rotation']) {
    const password = randomBytes(18).toString('base64url');
    await control.asOwner('select cognition.set_service_password($1, $2)', [`cognition_${service}`, scramVerifier(password)]);
    store.createSecret({ Name: `${prefix}/services/${service}`, SecretString: JSON.stringify({ username: `cognition_${service}`, password }), ClientRequestToken: randomBytes(16).toString('hex') });
  }
  const [lines, faults, invitations]: [MemberLine[], unknown[], Invitation[]] = [[], [], []];
  const login = (name: string): { username: string; password: string } =>
    JSON.parse(store.getSecretValue({ SecretId: `${prefix}/${name}` }).SecretString ?? '') as { username: string; password: string };
  return {
    control, store, data, functions, secretsUrl: vault.url, secrets, transport, pool, mode, lines, faults, invitations, login,
    worker: (changes) => createMemberWorker({
      transport, prefix, secrets, userPool: { userPoolId: pool.userPoolId, client: pool.client },
      invite: async (invitation) => void invitations.push(invitation), log: (line) => lines.push(line), report: (fault) => faults.push(fault), ...changes,
    }),
    invite: async (tenant, role, email) => {
      const [row] = await control.asOwner<{ id: string }>('insert into cognition.users (email, app_role, tenant_id) values ($1, $2, (select t.id from cognition.tenants t where t.name = $3)) returning id', [email, role, tenant]);
      return row?.id ?? '';
    },
    secretNames: () => (store.listSecrets({}).SecretList ?? []).flatMap(({ Name = '' }) => (Name.startsWith(`${prefix}/services/`) ? [] : [Name.slice(prefix.length + 1)])).sort(),
    loginWith: async (name) => {
      const { username, password } = login(name);
      const session = await control.login(username, password);
      const { rows } = await session.query<{ who: string }>('select current_user::text as who');
      await session.end();
      return rows[0]?.who ?? '';
    },
    close: async () => {
      client.destroy();
      secrets.destroy();
      await data.close();
      await vault.close();
      await pool.close();
      await control.close();
    },
  };
}
