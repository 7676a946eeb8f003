import { createHash } from 'node:crypto';
import type { Config, RoleConfig } from '../config/types.js';
import type { ScratchRole } from '../postgres/types.js';
import { compareCodePoints } from '../source/compare-code-points.js';

/** The group that stands outside every tenant. */
export const applicationAdmins = 'application_admins';

/** The global group of a config role: `tenant_users`. */
export function groupRole(role: string): string {
  return `tenant_${role}`;
}

/** The role that stands for "this tenant's users" in the template: `tenant_template_users`. */
export function templateRole(config: Config, role: string): string {
  return `${config.templateSchema}_${role}`;
}

/** Config roles in their order, then `application_admins`: every role that permissions are told by. */
export function permissionRoles(config: Config): readonly string[] {
  return [...config.roles.map((role) => role.name), applicationAdmins];
}

/**
 * The database role that permissions of `role` (a config role or `application_admins`) are asked for. Roles belong to
 * the whole cluster, so the name carries a hash of all that decides its memberships: two projects on one server can
 * never mean different rights by the same probe.
 */
export function probeRole(config: Config, role: string): string {
  const groups = probeGroups(config, role);
  const digest = createHash('sha256').update(JSON.stringify([role, groups])).digest('hex').slice(0, 12);
  const readable = role.replace(/[^a-z0-9_]/g, '_').slice(0, 32);
  return `pgcog_probe_${digest}_${readable}`;
}

/**
 * Every role the scratch server must have before the template is loaded: groups, template roles, `application_admins`,
 * the config's `knownRoles` and one probe per permission role; sorted so that groups come before their members.
 */
export function scratchRoles(config: Config): readonly ScratchRole[] {
  const roles = new Map<string, ScratchRole>();
  const add = (name: string, memberOf: readonly string[] = []): void => {
    if (!roles.has(name)) roles.set(name, { name, memberOf });
  };
  for (const role of config.roles) add(groupRole(role.name));
  add(applicationAdmins);
  for (const role of config.roles) add(templateRole(config, role.name), [groupRole(role.name)]);
  for (const role of [...config.knownRoles].sort(compareCodePoints)) add(role);
  const probes = permissionRoles(config).map((role) => ({ name: probeRole(config, role), memberOf: probeGroups(config, role), assumable: true }));
  return [...[...roles.values()].filter(({ name }) => !probes.some((probe) => probe.name === name)), ...probes];
}

function probeGroups(config: Config, role: string): readonly string[] {
  const own = config.roles.find((one): one is RoleConfig => one.name === role);
  if (own === undefined) return [role];
  return [own.name, ...own.inherits].flatMap((name) => [groupRole(name), templateRole(config, name)]);
}
