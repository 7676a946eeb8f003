import type { SqlSession } from '../../postgres/sql-session.js';
import { sqlFailure } from '../../postgres/failure.js';
import { storedPieces } from '../program/pieces.js';
import type { TenantGrant } from './types.js';

/** What came of a grant to all tenants. */
export interface GrantedToAll {
  /** The number it is recorded by. */
  readonly id: string;
  /** Tenants that got it in this run. */
  readonly tenants: readonly string[];
  /** Tenants that it could not be given to, and why: they wait for it. */
  readonly failures: readonly { readonly tenant: string; readonly message: string }[];
}

/** Called after each tenant. */
export type GrantProgress = (done: number, of: number, tenant: string) => void;

/**
 * Gives the roles of all tenants something besides the template. It is tried on a tenant that is taken back, recorded,
 * and given to one tenant after the other, each in a transaction of its own; tenants that are made from then on get it
 * when they are made. Interrupted, the same call goes on with the tenants that still wait.
 *
 * @param client a session of the control schema's owner, or of who may become it, outside any transaction
 * @throws what `pg` throws where it cannot be given to a tenant to come (nothing is recorded then), or a connection breaks
 */
export async function grantToAllTenants(client: SqlSession, { statement, pieces }: TenantGrant, onProgress: GrantProgress = () => undefined): Promise<GrantedToAll> {
  const { rows } = await client.query<{ id: string }>('select cognition.grant_to_all($1, array(select p.value from jsonb_array_elements_text($2::jsonb) with ordinality p order by p.ordinality))::text as id', [statement, JSON.stringify(storedPieces(pieces))]);
  const id = rows[0]?.id ?? '';
  const waiting = await waitingTenants(client, id);
  const tenants: string[] = [];
  const failures: GrantedToAll['failures'][number][] = [];
  for (const [index, tenant] of waiting.entries()) {
    const message = await give(client, tenant);
    if (message === null) tenants.push(tenant);
    else failures.push({ tenant, message });
    onProgress(index + 1, waiting.length, tenant);
  }
  return { id, tenants, failures };
}

async function waitingTenants(client: SqlSession, id: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select t.name from cognition.tenants t where not exists (select from cognition.applied_grants a where a.tenant_id = t.id and a.grant_id = $1::bigint) order by t.name collate "C"`, [id]);
  return rows.map(({ name }) => name);
}

/** Null where it went well. One tenant's trouble is not the others'; a broken connection is. */
async function give(client: SqlSession, tenant: string): Promise<string | null> {
  try {
    await client.query('select cognition.give_tenant($1)', [tenant]);
    return null;
  } catch (thrown) {
    const failure = sqlFailure(thrown);
    // Class 57: the server or its operator ends the session or the statement.
    if (failure === null || failure.sqlState.startsWith('57')) throw thrown;
    return failure.message;
  }
}
