import { applicationAdmins } from '../../catalog/scratch-roles.js';
import type { Config } from '../../config/types.js';

/** A tenant that dev makes where there is none. */
export interface SampleTenant {
  readonly name: string;
  readonly displayName: string;
}

/** Somebody who can sign in, or is shut out, on this machine. */
export interface Person {
  /** What the switch of the page says: `ann`. */
  readonly name: string;
  readonly email: string;
  /** Null: an application admin. */
  readonly tenant: string | null;
  readonly role: string;
  readonly suspended: boolean;
}

export const sampleTenants: readonly SampleTenant[] = [{ name: 'acme', displayName: 'Acme Inc.' }, { name: 'globex', displayName: 'Globex' }];

/** Of all sample people; it opens nothing but sample rows on this machine. */
export const samplePassword = 'Sample-passw0rd!';

/** In the order of the switch: a user, an admin, one of each further role, another tenant, somebody suspended, an application admin. */
export function samplePeople({ roles }: Pick<Config, 'roles'>): readonly Person[] {
  const [acme, globex] = ['acme', 'globex'];
  const member = (name: string, tenant: string, role: string, suspended = false): Person => ({ name, email: `${name}@${tenant}.test`, tenant, role, suspended });
  const others = roles.map(({ name }) => name).filter((name) => name !== 'users' && name !== 'admins');
  return [
    member('ann', acme, 'users'), member('adam', acme, 'admins'),
    ...others.map((role) => member(nameByRole(role), acme, role)),
    member('gus', globex, 'users'), member('gina', globex, 'admins'),
    member('sue', acme, 'users', true),
    { name: 'zoe', email: 'zoe@ops.test', tenant: null, role: applicationAdmins, suspended: false },
  ];
}

const taken: ReadonlySet<string> = new Set(['ann', 'adam', 'sue']);

const nameByRole = (role: string): string => (taken.has(role) ? `${role}_role` : role);

/** Address of the sample person of a role beside users and admins, also of one that the settings do not have any more. */
export const emailByRole = (role: string): string => `${nameByRole(role)}@acme.test`;
