import type { Client } from 'pg';
import type { Fingerprint, FingerprintRow } from './types.js';

export interface FingerprintInput {
  readonly schema: string;
  /** Names of the configuration's roles. */
  readonly roles: readonly string[];
  /** A template may name `tenant_users` and mean its own users. */
  readonly template: boolean;
}

/**
 * Every object of a schema by name: what `cognition.fingerprint` tells (`programSql()` makes it). `rows`: what the
 * schema's tables hold is told too; the caller must be able to read them.
 */
export async function fingerprint(client: Client, { schema, roles, template }: FingerprintInput, options: { readonly rows: boolean; readonly exact?: boolean } = { rows: false }): Promise<Fingerprint> {
  const { rows } = await client.query<FingerprintRow>('select object, definition, body from cognition.fingerprint($1, $2, $3)', [schema, roles, template]);
  const held = options.rows
    ? (await client.query<FingerprintRow>('select object, definition, null::text as body from cognition.schema_rows($1, $2)', [schema, options.exact ?? false])).rows
    : [];
  const own = roles.map((role) => ({ slot: `role ${role}`, name: `${schema}_${role}` }));
  const groups = template ? roles.map((role) => ({ slot: `role ${role}`, name: `tenant_${role}` })) : [];
  return { schema, names: [{ slot: 'schema', name: schema }, ...own, ...groups], rows: [...rows, ...held] };
}
