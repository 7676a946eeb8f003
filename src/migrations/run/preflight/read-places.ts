import type { SqlSession } from '../../../postgres/sql-session.js';
import type { Standing } from '../migrate-tenants.js';

/** Where a tenant stands, with the steps that are done of migrations that are not. */
export interface Place extends Standing {
  readonly done: readonly { readonly number: number; readonly step: number }[];
}

/** As the control schema's owner. */
export async function readPlaces(session: SqlSession, standings: readonly Standing[]): Promise<readonly Place[]> {
  const { rows } = await session.query<{ places: Readonly<Record<string, Place['done']>> }>(`
    select coalesce(jsonb_object_agg(f.name, f.done), '{}') as places from (
      select t.name, jsonb_agg(jsonb_build_object('number', l.number, 'step', l.step) order by l.number, l.step) as done
      from cognition.migration_ledger l join cognition.tenants t on t.name = l.schema_name join cognition.tenant_migrations m on m.tenant_id = t.id
      where l.state = 'done' and l.number > m.number group by t.name) f`);
  const places = rows[0]?.places ?? {};
  return standings.map((standing) => ({ ...standing, done: places[standing.tenant] ?? [] }));
}

/** Tenants with the same key have the same before them. */
export const placeKey = ({ number, done }: Place): string => JSON.stringify([number, done.map((one) => [one.number, one.step])]);
