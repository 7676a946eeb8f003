import type { SqlSession } from '../../postgres/sql-session.js';
import type { CutMigration } from './types.js';

/**
 * Puts migrations into the control schema, as the control owner, within a transaction in which the template is taken
 * through them, or is there already. One that is there is left as it is.
 *
 * @param program the template's version at the end of them
 */
export async function storeMigrations(session: SqlSession, migrations: readonly CutMigration[], program: string): Promise<void> {
  const last = migrations.at(-1)?.number;
  await session.query(
    `insert into cognition.migrations (number, id, checksum, after, applied_to_template_at, program)
     select (m ->> 'number')::int, m ->> 'id', m ->> 'checksum', m ->> 'after', clock_timestamp(), case when (m ->> 'number')::int = $2::int then $3::text end
     from jsonb_array_elements($1::jsonb) m`, [JSON.stringify(migrations.map(({ steps: _, ...one }) => one)), last, program]);
  for (const { number, steps } of migrations) {
    await session.query(
      `insert into cognition.migration_steps (number, step, kind, home, statement, pieces, path, template_pieces, batch, outside, careful, inert, late)
       select $2::int, (s ->> 'step')::int, s ->> 'kind', s ->> 'home', s ->> 'statement', array(${list('pieces')}), array(${list('path')}),
         case when jsonb_typeof(s -> 'templatePieces') = 'array' then array(${list('templatePieces')}) end, nullif(s -> 'batch', 'null'), nullif(s -> 'outside', 'null'), (s ->> 'careful')::boolean, (s ->> 'inert')::boolean, (s ->> 'late')::boolean
       from jsonb_array_elements($1::jsonb) s`, [JSON.stringify(steps), number]);
  }
}

const list = (name: string): string => `select e.value from jsonb_array_elements_text(s -> '${name}') with ordinality e order by e.ordinality`;
