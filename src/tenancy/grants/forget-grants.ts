import type { SqlSession } from '../../postgres/sql-session.js';

/** A grant that is recorded no more. */
export interface ForgottenGrant {
  readonly id: string;
  readonly statement: string;
  /** Null: it was for all tenants. */
  readonly tenant: string | null;
}

/**
 * Takes grants out of the record: tenants to come do not get them, and a template without what they name may be
 * installed. From tenants that have them nothing is taken. What is left in the record must still be possible, one after
 * the other. In the transaction of the control schema's owner, which fails where a number is not there.
 *
 * @param ids as `listGrants` gives them
 * @returns those of the ids that were there, in their order
 * @throws what `pg` throws where a grant that stays needs one that goes
 */
export async function forgetGrants(session: SqlSession, ids: readonly string[]): Promise<readonly ForgottenGrant[]> {
  await session.query('select cognition.lock_tenants()::text');
  const { rows } = await session.query<ForgottenGrant>(
    `select g.id::text as id, g.statement, t.name as tenant from cognition.tenant_grants g left join cognition.tenants t on t.id = g.tenant_id where g.id::text = any ($1::text[]) order by g.id`, [[...ids]]);
  if (rows.length < ids.length) return rows;
  await session.query('delete from cognition.tenant_grants g where g.id::text = any ($1::text[])', [[...ids]]);
  await session.query('select cognition.try_grants()::text');
  for (const { id, statement } of rows) await session.query("select cognition.log('forget grant', $1::text, null, to_jsonb($2::text), null)::text", [`grant ${id}`, statement]);
  return rows;
}
