import type { Config } from '../config/types.js';
import { quoteLiteral } from '../postgres/quote.js';
import { permissionRoles, probeRole } from './scratch-roles.js';
import type { SchemaKind } from './types.js';

/** What every query of the catalog shares: which schemas are read, and which roles are asked about, as SQL. */
export interface Scope {
  readonly templateSchema: string;
  /** Schemas whose relations and functions are in the catalog, by their part. */
  readonly schemas: Readonly<Record<string, SchemaKind>>;
  /** Names as they stand in `privileges`, in the order of the arrays that {@link rolePrivileges} gives. */
  readonly roles: readonly string[];
  /** `array[16385, ...]::oid[]` of the schemas read. */
  readonly namespaces: string;
  /** A row source `role(ordinal, oid)`; the oid is null where the probe does not exist. */
  readonly roleRows: string;
}

/** Schemas of a scratch database besides the template. */
export const fixedSchemas = { shared: 'shared', cognition: 'cognition', extensions: 'extensions' } as const;

export function catalogScope(config: Config): Scope {
  const roles = permissionRoles(config);
  const probes = roles.map((role, ordinal) => `(${ordinal}, ${quoteLiteral(probeRole(config, role))})`);
  return {
    templateSchema: config.templateSchema,
    schemas: {
      pg_catalog: 'pg_catalog', shared: 'shared', cognition: 'cognition', extensions: 'extensions', [config.templateSchema]: 'template',
    },
    roles,
    namespaces: namespaceArray([config.templateSchema, fixedSchemas.shared, fixedSchemas.cognition]),
    roleRows: `(select p.ordinal, r.oid from (values ${probes.join(', ')}) as p(ordinal, name) left join pg_roles r on r.rolname = p.name) as role`,
  };
}

/** `(select oid[] ...)` evaluated once a query, so that the planner can use the index on the namespace. */
export function namespaceArray(names: readonly string[]): string {
  return `(array(select oid from pg_namespace where nspname in (${names.map(quoteLiteral).join(', ')})))`;
}

/**
 * SQL for a JSON array with one number per role: bit i is set when the i-th test holds. A test is SQL that uses
 * `role.oid`; a missing role has no rights.
 */
export function rolePrivileges(scope: Scope, tests: readonly string[]): string {
  const bits = tests.map((test, bit) => `coalesce((${test})::int, 0) * ${2 ** bit}`);
  return `(select pg_catalog.json_agg(${bits.join(' + ')} order by role.ordinal) from ${scope.roleRows})`;
}

/** True for objects that belong to an extension: they are not the user's. */
export function extensionMember(catalog: 'pg_class' | 'pg_proc' | 'pg_type', oid: string): string {
  return `exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;
}

/** True for what PostgreSQL made itself as part of something else: the constructor functions of a range type. */
export function internalPart(catalog: 'pg_proc', oid: string): string {
  return `exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'i')`;
}

/** `remark.description` is then the object's comment. A join, since obj_description asks once a row. */
export function joinComment(catalog: 'pg_class' | 'pg_proc' | 'pg_type' | 'pg_constraint', oid: string): string {
  return `left join pg_description remark on remark.classoid = '${catalog}'::regclass and remark.objoid = ${oid} and remark.objsubid = 0`;
}

export function schemaKind(scope: Scope, schema: string): SchemaKind {
  return Object.hasOwn(scope.schemas, schema) ? (scope.schemas[schema] ?? 'other') : 'other';
}
