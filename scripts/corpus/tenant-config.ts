import type { Config } from '../../src/config/types.js';

/** Settings for a schema of which nothing is known but the roles that its cluster has. */
export function buildConfig(knownRoles: readonly string[]): Config {
  return {
    kind: 'config', engine: 'js', postgres: 17, templateSchema: 'tenant_template',
    roles: [{ name: 'admins', inherits: ['users'] }, { name: 'billing', inherits: [] }, { name: 'users', inherits: [] }],
    credentials: 'user', scalars: {}, limits: { list: { size: 50, max: 500 } }, defaultGrants: false, knownRoles,
    auth: ['cognito_user_pools'], claims: [], environments: {},
  };
}
