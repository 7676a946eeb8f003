import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFile } from './write-file.js';

/** Where a pool is kept: cognito-local's own files, and ours beside them. */
export interface PoolFolder {
  readonly path: string;
  /** Of sessions: refresh tokens' hashes. */
  readonly sessions: string;
  /** A user's record as cognito-local has it, or null. */
  userRecord(sub: string): Readonly<Record<string, unknown>> | null;
}

/**
 * Makes the folder of a pool, or opens the one that is there. cognito-local reads pools and clients from files, so that
 * both can have the ids that were asked for.
 *
 * @throws Error where an id is none, or the system's error
 */
export function openPoolFolder(path: string, poolId: string, clientId: string): PoolFolder {
  // They are names of files and parts of URLs.
  if (!/^[\w-]{1,45}_[0-9a-zA-Z]{1,9}$/.test(poolId)) throw new Error(`${JSON.stringify(poolId)} cannot be the id of a user pool; local_pool can`);
  if (!/^[\w+]{1,128}$/.test(clientId)) throw new Error(`${JSON.stringify(clientId)} cannot be the id of a user pool's client; localclient can`);
  const data = join(path, '.cognito', 'db');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  // Passwords are in it, and somebody may have made it readable.
  chmodSync(join(path, '.cognito'), 0o700);
  writeFile(join(path, '.cognito', 'config.json'), {});
  const users = join(data, `${poolId}.json`);
  if (!existsSync(users)) writeFile(users, { Users: {}, Options: poolOptions(poolId) });
  const clients = join(data, 'clients.json');
  writeFile(clients, withClient(clients, poolId, clientId));
  return {
    path,
    sessions: join(path, `${poolId}.sessions.json`),
    userRecord(sub) {
      const { Users } = JSON.parse(readFileSync(users, 'utf8')) as { Users: Record<string, Record<string, unknown>> };
      return Object.hasOwn(Users, sub) ? (Users[sub] ?? null) : null;
    },
  };
}

/** Users are kept under their sub: the proxy knows them by their addresses, cognito-local does not. */
function poolOptions(poolId: string): object {
  const now = new Date().toISOString();
  return {
    Id: poolId, Name: poolId, Arn: `arn:aws:cognito-idp:${poolId.split('_')[0] ?? ''}:123456789012:userpool/${poolId}`, CreationDate: now, LastModifiedDate: now,
    AutoVerifiedAttributes: ['email'], MfaConfiguration: 'OFF', UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  };
}

function withClient(file: string, poolId: string, clientId: string): object {
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { Clients?: Record<string, unknown> }) : {};
  const now = new Date().toISOString();
  const client = {
    ClientId: clientId, ClientName: clientId, UserPoolId: poolId, CreationDate: now, LastModifiedDate: now, PreventUserExistenceErrors: 'ENABLED', EnableTokenRevocation: true,
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'], TokenValidityUnits: {},
  };
  return { Clients: { [clientId]: client, ...known.Clients } };
}
