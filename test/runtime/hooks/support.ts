import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { startDataApi, type DataApi } from '../../../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import { createHooks, type HookLine, type HookName, type HookOptions, type ProvisionJob } from '../../../src/runtime/hooks.js';
import { dataApi } from '../../../src/runtime/transport/data-api.js';
import type { Transport } from '../../../src/runtime/types.js';
import { openControl, type ControlWorld } from '../../tenancy/control/harness.js';

const folder = new URL('events/', import.meta.url);

/** Names of the recorded events: `<triggerSource>[.<version or case>]`. */
export const recorded = readdirSync(folder).map((file) => file.replace(/\.json$/, '')).sort();

export interface RecordedEvent {
  version: string;
  triggerSource: string;
  userPoolId: string;
  request: { userAttributes: Record<string, string>; [member: string]: unknown };
  response: Record<string, unknown>;
}

/** A recorded event of somebody, new each time. */
export function eventOf(name: string, attributes: Readonly<Record<string, string>> = {}): RecordedEvent {
  const event = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as RecordedEvent;
  Object.assign(event.request.userAttributes, attributes);
  return event;
}

/** The hook that Cognito calls with an event of this name; null where there is none. */
export function hookOf(name: string): HookName | null {
  const [prefix = ''] = name.split('_');
  const hooks: Readonly<Record<string, HookName>> = { PreSignUp: 'preSignUp', PostConfirmation: 'postConfirmation', PreAuthentication: 'preAuthentication', TokenGeneration: 'preTokenGeneration' };
  return hooks[prefix] ?? null;
}

export interface HookWorld {
  readonly control: ControlWorld;
  readonly api: DataApi;
  readonly transport: Transport;
  /** Of the hooks that `hooks` returned, since the last call of it. */
  readonly lines: HookLine[];
  readonly jobs: ProvisionJob[];
  readonly faults: unknown[];
  /** Hooks with the service's own login, over the local Data API. */
  hooks(options?: Partial<HookOptions>): ReturnType<typeof createHooks>;
  /** An invitation's id. */
  invite(tenant: string | null, email: string): Promise<string>;
  close(): Promise<void>;
}

const resourceArn = 'arn:aws:rds:eu-central-1:123456789012:cluster:local';
const secret = 'shop/local/services/hooks';

/** The control schema behind the local Data API, to which `cognition_hooks` logs in with the password of its secret. */
export async function openHooks(): Promise<HookWorld> {
  const control = await openControl();
  // The harness's own session of the service comes first: the password is another one from here on.
  await control.hooks();
  const password = randomBytes(18).toString('base64url');
  await control.asOwner('select cognition.set_service_password($1, $2)', ['cognition_hooks', scramVerifier(password)]);
  const store = createSecretStore({ region: 'eu-central-1', account: '123456789012' });
  store.createSecret({ Name: secret, SecretString: JSON.stringify({ username: 'cognition_hooks', password }) });
  const api = await startDataApi({ host: control.super.host, port: control.super.port, defaultDatabase: control.database, secrets: store, resourceArn });
  const client = new RDSDataClient({ endpoint: api.url, region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
  const transport = dataApi({ client, resourceArn, database: control.database });
  const [lines, jobs, faults]: [HookLine[], ProvisionJob[], unknown[]] = [[], [], []];
  return {
    control, api, transport, lines, jobs, faults,
    hooks: (options = {}) => {
      lines.length = jobs.length = faults.length = 0;
      return createHooks({
        transport, secret, provision: async (job) => void jobs.push(job), log: (line) => lines.push(line), report: (fault) => faults.push(fault), ...options,
      });
    },
    invite: async (tenant, email) => {
      const role = tenant === null ? 'application_admins' : 'users';
      const [row] = await control.asOwner<{ id: string }>('insert into cognition.users (email, app_role, tenant_id) values ($1, $2, (select t.id from cognition.tenants t where t.name = $3)) returning id', [email, role, tenant]);
      return row?.id ?? '';
    },
    close: async () => {
      client.destroy();
      await api.close();
      await control.close();
    },
  };
}

/** What a hook refused with; fails where it let its user through. */
export async function refusalOf(answer: Promise<unknown>): Promise<string> {
  const failure = await answer.then(() => null, (thrown: unknown) => thrown);
  if (!(failure instanceof Error)) throw new Error('it was not refused');
  return failure.message;
}
