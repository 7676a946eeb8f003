import type { CredentialOptions } from './identity/types.js';
import { asMembers } from './role/as-members.js';
import { roleLogin } from './role/role-login.js';
import type { Transport } from './types.js';

/** What `createDataSource` takes in credential mode `user`. */
export interface RoleLoginOptions {
  readonly transport: Transport;
  /** Members are found by the id that a token or an authorizer says: not by e-mail address. */
  readonly credentials: Omit<CredentialOptions, 'email' | 'login'>;
}

/**
 * Credential mode `role`: the transport and the credentials of a data source whose members have no logins of their own.
 * A call logs in as the caller's role of the tenant, by the secret `<prefix>/roles/<tenant>.<role>`
 * (`<prefix>/roles/application_admins`), and enters as the member: `cognition.enter` refuses everybody who is not an
 * active member of just that tenant and role. Callers that an override stands for have logins of their own, as ever.
 *
 * @example createDataSource({ manifest, ...roleLogins({ transport: dataApi(cluster), credentials: { prefix } }) })
 * @throws TypeError for callers found by e-mail address
 */
export function roleLogins({ transport, credentials }: RoleLoginOptions): { readonly transport: Transport; readonly credentials: CredentialOptions } {
  if ('email' in credentials && credentials.email !== undefined) throw new TypeError('credentials.email finds logins of members, which have none in credential mode role');
  return { transport: asMembers(transport), credentials: { ...credentials, login: roleLogin(credentials.prefix) } };
}
