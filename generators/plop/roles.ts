import { closest } from '../../src/source/closest.js';
import { listOf } from './answers.js';
import { refuse } from './refused.js';
import type { Answers, Project } from './types.js';

/** Roles that were told, else `users`. @throws Refused PGC763 for one that the settings do not have */
export async function rolesOf(answers: Answers, project: Project): Promise<readonly string[]> {
  const known = (await project.config()).roles.map(({ name }) => name);
  const told = listOf(answers, 'role');
  for (const role of told) {
    if (known.includes(role)) continue;
    const near = closest(role, known);
    refuse('PGC763', `there is no role ${JSON.stringify(role)}`, near === null ? `roles of pgcog.config.ts: ${known.join(', ')}; another: pgcog-gen role NAME` : `did you mean ${near}?`);
  }
  return told.length === 0 ? ['users'] : told;
}

/** `tenant_users, tenant_billing` */
export function groupsOf(roles: readonly string[]): string {
  return roles.map((role) => `tenant_${role}`).join(', ');
}
