import { CommandRefusal } from '../../src/environment/refusal.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import { controlVersion } from '../../src/tenancy/control/control-version.js';

/** @throws CommandRefusal PGC611 where there is no control schema, or not that of this version */
export async function checkControl(session: SqlSession, environment: string): Promise<void> {
  const hint = `pgcog control up --env ${environment}`;
  const { rows: there } = await session.query<{ there: boolean }>("select to_regclass('cognition.versions') is not null as there");
  if (there[0]?.there !== true) throw new CommandRefusal('PGC611', 'there is no control schema here', hint);
  const { rows } = await session.query<{ version: number }>('select max(v.version)::int as version from cognition.versions v');
  const [version, wanted] = [rows[0]?.version ?? 0, controlVersion];
  if (version < wanted) throw new CommandRefusal('PGC611', `the control schema is of version ${version}, this tool needs ${wanted}`, hint);
  if (version > wanted) throw new CommandRefusal('PGC611', `the control schema is of version ${version}, this tool knows ${wanted}`, 'update pg-cognition');
}
