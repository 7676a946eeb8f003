import type { SqlSession } from '../../postgres/sql-session.js';
import { storedPieces } from './pieces.js';
import type { TemplateProgram } from './types.js';

/**
 * Puts a program into the control schema and makes it the current one, as the control owner. A program that is there
 * already is only made current. What the template looks like must be noted next: `cognition.make_template()` or
 * `cognition.adopt_template()`.
 *
 * @throws what `pg` throws; then nothing is changed
 */
export async function storeProgram(client: SqlSession, program: TemplateProgram): Promise<void> {
  const steps = program.steps.map(({ pieces, path }) => ({ pieces: storedPieces(pieces), path: storedPieces(path) }));
  const values = [program.version, program.templateSchema, JSON.stringify(program.roles), program.knownRoles, program.exactRows, JSON.stringify(steps)];
  await client.query(
    `with put as (
       insert into cognition.template_programs (version, template_schema, roles, known_roles, exact_rows)
       values ($1, $2, $3::jsonb, $4::text[], $5::boolean) on conflict (version) do nothing returning version
     )
     insert into cognition.template_steps (version, number, pieces, path)
     select put.version, s.number, array(select jsonb_array_elements_text(s.step -> 'pieces')), array(select jsonb_array_elements_text(s.step -> 'path'))
     from put, jsonb_array_elements($6::jsonb) with ordinality as s(step, number)`, values);
  await client.query(
    `select cognition.choose_program($1)::text`, [program.version]);
}
