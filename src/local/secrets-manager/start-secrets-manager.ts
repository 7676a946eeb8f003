import { randomUUID } from 'node:crypto';
import { startLoopback, type LoopbackAnswer, type LoopbackRequest, type LoopbackServer } from '../http/start-loopback.js';
import { requestMembers } from './members.js';
import { readRequest } from './read-request.js';
import { SecretsRefusal } from './secrets-refusal.js';
import { runRotation, type RotationEvent } from './run-rotation.js';
import type { SecretStore } from './types.js';

type Operation = (request: Record<string, unknown>) => object | void;

/** Signed for this service by somebody; a local store trusts every key. */
const signed = /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/[a-z0-9-]+\/secretsmanager\/aws4_request\b/;

export interface SecretsManagerOptions {
  readonly store: SecretStore;
  /** Invokes the function of a rotation; without it rotations begin, and nothing comes of them. */
  readonly invoke?: (functionArn: string, event: RotationEvent) => Promise<unknown>;
}

/**
 * Secrets Manager's endpoint (AWS JSON 1.1) on 127.0.0.1, for the AWS SDK with `endpoint` or AWS_ENDPOINT_URL_SECRETS_MANAGER.
 * Signatures must be there and are not verified.
 */
export function startSecretsManager(options: SecretsManagerOptions): Promise<LoopbackServer> {
  const operations = operationsOf(options.store, startingRotations(options));
  return startLoopback((request) => Promise.resolve(answer(request, operations)));
}

function answer(request: LoopbackRequest, operations: ReadonlyMap<string, Operation>): LoopbackAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  try {
    return { status: 200, headers, body: encode(run(request, operations)) };
  } catch (failure) {
    // The cause is the developer's disk or a fault of ours; the SDK tries again, as with AWS.
    const { code, message, status } = failure instanceof SecretsRefusal ? failure : new SecretsRefusal('InternalServiceError', 'An error occurred on the server side.', 500);
    return { status, headers, body: JSON.stringify({ __type: code, Message: message }) };
  }
}

function run(request: LoopbackRequest, operations: ReadonlyMap<string, Operation>): object {
  const name = /^secretsmanager\.(\w+)$/.exec(request.headers['x-amz-target'] ?? '')?.[1] ?? '';
  const operation = operations.get(name);
  if (request.method !== 'POST' || operation === undefined) throw new SecretsRefusal('UnknownOperationException', 'The operation is not known here.');
  const { authorization } = request.headers;
  if (authorization === undefined) throw new SecretsRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (!signed.test(authorization)) throw new SecretsRefusal('IncompleteSignatureException', 'The Authorization header is not a signature for secretsmanager.');
  return operation(readRequest(request.body.toString('utf8'), requestMembers[name] ?? {})) ?? {};
}

/** The answer does not wait for the function, whose own log says what fails in it. */
function startingRotations({ store, invoke }: SecretsManagerOptions): SecretStore['rotateSecret'] {
  return (request) => {
    const started = store.rotateSecret(request);
    const { RotationLambdaARN: functionArn } = store.describeSecret(request);
    if (invoke !== undefined && functionArn !== undefined && started.VersionId !== undefined) runRotation((event) => invoke(functionArn, event), started.ARN ?? '', started.VersionId).catch(() => undefined);
    return started;
  };
}

/** Members were checked by readRequest: what is in a request is of the type that the store expects. */
function operationsOf(store: SecretStore, rotateSecret: SecretStore['rotateSecret']): ReadonlyMap<string, Operation> {
  const typed = <T>(operation: (request: T) => object | void): Operation => (request) => operation(request as T);
  const withToken = <T>(operation: (request: T) => object | void): Operation => (request) => {
    // The SDKs send one unasked.
    if (request['ClientRequestToken'] === undefined) throw new SecretsRefusal('InvalidRequestException', 'You must provide a ClientRequestToken value. We recommend a UUID-type value.');
    return operation(request as T);
  };
  return new Map([
    ['CreateSecret', withToken(store.createSecret)],
    ['GetSecretValue', typed(store.getSecretValue)],
    ['PutSecretValue', withToken(store.putSecretValue)],
    ['UpdateSecret', withToken(store.updateSecret)],
    ['DescribeSecret', typed(store.describeSecret)],
    ['DeleteSecret', typed(store.deleteSecret)],
    ['RestoreSecret', typed(store.restoreSecret)],
    ['RotateSecret', withToken(rotateSecret)],
    ['UpdateSecretVersionStage', typed(store.updateSecretVersionStage)],
    ['GetRandomPassword', typed(store.getRandomPassword)],
    ['ListSecrets', typed(store.listSecrets)],
    ['TagResource', typed(store.tagResource)],
  ]);
}

/** Dates as seconds since the epoch, bytes in base64. */
function encode(answer: object): string {
  return JSON.stringify(answer, function (this: Record<string, unknown>, key, value: unknown) {
    // JSON.stringify hands over what toJSON made of it; the original is in the object that holds it.
    const original = this[key];
    if (original instanceof Date) return original.getTime() / 1000;
    if (original instanceof Uint8Array) return Buffer.from(original).toString('base64');
    return value;
  });
}
