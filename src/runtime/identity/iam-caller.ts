import type { Caller } from '../types.js';
import { ownText } from './own-values.js';
import { refuse } from './refuse.js';

/** What {@link iamCaller} asks, in this order. */
export interface IamDirectory {
  /** By exact ARN. */
  readonly arns: ReadonlyMap<string, Caller>;
  /** By `<account>/<role name>`. */
  readonly roles: ReadonlyMap<string, Caller>;
  /** By cognitoIdentityId; null for nobody. */
  readonly identities: (cognitoIdentityId: string) => Promise<Caller | null>;
}

const any = /^/;
const assumedRole = /^arn:(?:aws|aws-cn|aws-us-gov):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/[\w+=,.@-]{2,64}$/;
const accountOfArn = /^arn:[\w-]+:[\w-]+::(\d{12}):/;
const poolKeys = ['cognitoIdentityId', 'cognitoIdentityPoolId', 'cognitoIdentityAuthType', 'cognitoIdentityAuthProvider'] as const;

/**
 * The caller of an IAM identity as AppSync gives it. Users of an identity pool share the ARN of their pool's role: they
 * count by their cognitoIdentityId alone.
 *
 * @throws CallError not_authorized
 */
export async function iamCaller(identity: object, directory: IamDirectory): Promise<Caller> {
  const arn = ownText(identity, 'userArn', any);
  const account = ownText(identity, 'accountId', any);
  const [id, ...pool] = poolKeys.map((key) => ownText(identity, key, any));
  if (account !== null && arn !== null && accountOfArn.exec(arn)?.[1] !== account) refuse();
  if (id != null) return poolCaller(identity, id, directory);
  if (arn === null || arn.endsWith('/CognitoIdentityCredentials') || pool.some((value) => value !== null)) refuse();
  const exact = directory.arns.get(arn);
  if (exact !== undefined) return exact;
  const role = assumedRole.exec(arn);
  return (role === null ? undefined : directory.roles.get(`${role[1]}/${role[2]}`)) ?? refuse();
}

async function poolCaller(identity: object, id: string, directory: IamDirectory): Promise<Caller> {
  // Guests have an identity too, for as long as they keep their browser's storage.
  ownText(identity, 'cognitoIdentityAuthType', /^authenticated$/);
  if (!/^[\w-]{1,55}:[\w-]{1,55}$/.test(id)) refuse();
  return (await directory.identities(id)) ?? refuse();
}
