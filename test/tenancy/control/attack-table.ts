import type { Attack } from './attacks.js';
import { tenantUserAttacks } from './attacks-of-a-user.js';
import { lastAttacks, tenantAdminAttacks } from './attacks-of-an-admin.js';
import { otherTenantAttacks, shutOutAttacks, unknownLoginAttacks } from './attacks-of-outsiders.js';
import { serviceAttacks } from './attacks-of-services.js';
import { applicationAdminAttacks, ownerAttacks } from './attacks-of-staff.js';
import { confusedAttacks } from './attacks-of-the-confused.js';
import { enteringAttacks } from './attacks-by-entering.js';
import type { Cast } from './cast.js';

/** Each of them must be refused, in either credential mode. Grouped by who tries; a line each. */
export function attackTable(cast: Cast): readonly Attack[] {
  const groups = [
    tenantUserAttacks, tenantAdminAttacks, otherTenantAttacks, shutOutAttacks, unknownLoginAttacks, confusedAttacks, serviceAttacks, applicationAdminAttacks, ownerAttacks,
    ...(cast.world.config.credentials === 'role' ? [enteringAttacks] : []),
  ];
  return [...groups.flatMap((attacks) => attacks(cast)), ...lastAttacks];
}
