import type { Client } from 'pg';
import type { Config } from '../config/types.js';
import { quoteIdentifier } from '../postgres/quote.js';
import { ensureRoles } from '../postgres/roles.js';
import type { ScratchRole } from '../postgres/types.js';
import { applicationAdmins, groupRole, scratchRoles, templateRole } from './scratch-roles.js';
import { fixedSchemas } from './scope.js';

/** Two sessions of a scratch database. */
export interface Sessions {
  readonly admin: Client;
  readonly owner: Client;
}

/**
 * Roles, schemas and their rights as a tenant has them: the owner owns the template and `shared`, functions and types
 * of its making start without PUBLIC's rights, the roles may enter. `publicFace` is the SQL of schema `cognition`.
 */
export async function prepareSchemas({ admin, owner }: Sessions, config: Config, publicFace: string): Promise<void> {
  const [owned] = await Promise.all([ownerRole(owner), missingRoles(admin, config).then((roles) => ensureRoles(admin, roles))]);
  const template = quoteIdentifier(config.templateSchema);
  const groups = [...config.roles.map((role) => groupRole(role.name)), applicationAdmins].map((name) => quoteIdentifier(name)).join(', ');
  const members = [...config.roles.map((role) => templateRole(config, role.name)), applicationAdmins].map((name) => quoteIdentifier(name)).join(', ');
  await owner.query(`
    create schema ${template};
    create schema ${fixedSchemas.shared};
    alter default privileges revoke execute on functions from public;
    alter default privileges revoke usage on types from public;
    grant usage on schema ${template} to ${members};
    grant usage on schema ${fixedSchemas.shared} to ${groups}`);
  await admin.query(`${publicFace};\ncreate schema ${fixedSchemas.extensions};\n${ownerGrants(owned)}
    grant usage on schema ${fixedSchemas.extensions} to ${groups}`);
}

/** Roles that initdb makes are there as they are: `knownRoles` may list `postgres`. 16384 is FirstNormalObjectId. */
async function missingRoles(admin: Client, config: Config): Promise<readonly ScratchRole[]> {
  const { rows } = await admin.query<{ name: string }>('select rolname as name from pg_roles where oid < 16384');
  const builtIn = new Set(rows.map((row) => row.name));
  return scratchRoles(config).filter((role) => !builtIn.has(role.name));
}

/** Name of the role that owns the template. */
export async function ownerRole(owner: Client): Promise<string> {
  const { rows } = await owner.query<{ name: string }>('select current_user::text as name');
  return rows[0]?.name ?? '';
}

/** Templates may use the public face in foreign keys, views and policies. */
function ownerGrants(owner: string): string {
  const name = quoteIdentifier(owner);
  return `
    grant usage on schema ${fixedSchemas.extensions}, ${fixedSchemas.cognition} to ${name};
    grant select, references on all tables in schema ${fixedSchemas.cognition} to ${name};
    grant execute on all functions in schema ${fixedSchemas.cognition} to ${name};`;
}

/** `defaultGrants`: admins do everything, users read; for trying things out. */
export function defaultGrantsSql(config: Config): string {
  const users = quoteIdentifier(groupRole('users'));
  const admins = `${quoteIdentifier(groupRole('admins'))}, ${applicationAdmins}`;
  const schemas = `${quoteIdentifier(config.templateSchema)}, ${fixedSchemas.shared}`;
  return ['tables', 'sequences', 'routines'].map((kind) => `
    grant all on all ${kind} in schema ${schemas} to ${admins};
    grant ${kind === 'routines' ? 'execute' : 'select'} on all ${kind} in schema ${schemas} to ${users};`).join('');
}
