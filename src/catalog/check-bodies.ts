import type { Client } from 'pg';
import { error, warning } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import { pathSql, type LoadStep } from './load-step.js';
import type { FailedNames } from './failed-names.js';
import { headSpan } from './name-place.js';
import { pinnedPath } from './pin-routines.js';
import type { RawRoutine } from './routines.js';
import { attempt } from './run-steps.js';
import { serverDiagnostic } from './server-diagnostic.js';
import type { RawMade } from './spans.js';
import type { Oid } from './types.js';

interface InvalidBody {
  readonly oid: Oid;
  readonly sqlState: string;
  readonly message: string;
}

/** What the check needs to know of the loading. */
export interface BodyCheck {
  readonly routines: readonly RawRoutine[];
  readonly made: readonly RawMade[];
  readonly steps: readonly LoadStep[];
  /** Files that switch the checks off themselves. */
  readonly unchecked: ReadonlySet<string>;
  readonly failed: FailedNames;
}

/**
 * Asks each language's own validator about the bodies, now that all is there: a body that names what does not exist
 * would fail when called. An error, but a warning in files that switch the checks off themselves (pg_dump). To be run
 * in the loading transaction, with the routines pinned.
 */
export async function checkBodies(owner: Client, check: BodyCheck): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  for (const one of await invalidBodies(owner, check.routines)) {
    const refused = { ...one, detail: null, hint: null, position: null };
    if (!check.failed.explains(refused)) diagnostics.push(await bodyDiagnostic(owner, one, check));
  }
  return diagnostics;
}

async function bodyDiagnostic(owner: Client, invalid: InvalidBody, check: BodyCheck): Promise<Diagnostic> {
  const routine = check.routines.find((candidate) => candidate.oid === invalid.oid);
  const step = definingStep(invalid.oid, check.made, check.steps);
  const found = step === null || routine === undefined ? null : await placedFailure(owner, step, routine, check.steps);
  const say = step !== null && check.unchecked.has(step.statement.span.file) ? warning : error;
  const span = found?.span ?? (step === null ? null : headSpan(step.statement));
  return say('PGC158', `${routine?.name ?? 'a function'} would fail when called: ${found?.message ?? invalid.message}`, span, found?.hint);
}

export function definingStep(oid: Oid, made: readonly RawMade[], steps: readonly LoadStep[]): LoadStep | null {
  const makers = made.filter((one) => one.catalog === 'pg_proc' && one.oid === oid).flatMap((one) => steps.find((step) => step.index === one.statement) ?? []);
  return makers.filter((step) => step.statement.tag === 'CreateFunctionStmt').at(-1) ?? null;
}

/** One round trip for all; the validators cannot say where, so those that refuse are asked again. */
async function invalidBodies(owner: Client, routines: readonly RawRoutine[]): Promise<readonly InvalidBody[]> {
  if (routines.length === 0) return [];
  const oids = routines.map((one) => one.oid).join(', ');
  await owner.query(`
    do $check$
    declare routine record; bad jsonb := '[]'; path text;
    begin
      for routine in
        select p.oid, l.lanvalidator::regproc as validator, s.setting
        from pg_catalog.pg_proc p join pg_catalog.pg_language l on l.oid = p.prolang
        left join lateral unnest(p.proconfig) as s(setting) on s.setting like 'search\\_path=%'
        where p.oid = any (array[${oids}]::oid[]) and l.lanvalidator <> 0 order by p.oid
      loop
        begin
          path := coalesce(substr(routine.setting, length('search_path=') + 1), 'pg_catalog');
          perform pg_catalog.set_config('search_path', path, true), pg_catalog.set_config('check_function_bodies', 'on', true);
          execute pg_catalog.format('select %s(%s)', routine.validator, routine.oid);
        exception when others then
          bad := bad || pg_catalog.jsonb_build_object('oid', routine.oid::int8, 'sqlState', sqlstate, 'message', sqlerrm);
        end;
      end loop;
      perform pg_catalog.set_config('pgcog.invalid', bad::text, true);
    end $check$`);
  const { rows } = await owner.query<{ document: readonly InvalidBody[] }>(`select current_setting('pgcog.invalid')::json as document`);
  return rows[0]?.document ?? [];
}

/** Runs the definition once more with the checks on: then the server says the place in the statement's own text. */
async function placedFailure(owner: Client, step: LoadStep, routine: RawRoutine, steps: readonly LoadStep[]): Promise<Diagnostic | null> {
  const replace = step.text.replace(/^(\s*create)(?!\s+or\s+replace)/i, '$1 or replace');
  const path = routine.pinned ? step.searchPath : [...new Set([...pinnedPath(routine.schema), ...step.searchPath])];
  const prelude = `savepoint pgcog_body;\nset local check_function_bodies = on;\nset local search_path = ${pathSql(path)};\n`;
  const failure = await attempt(owner, prelude + replace);
  await owner.query('rollback to savepoint pgcog_body');
  if (failure === null) return null;
  const offset = prelude.length + (replace.length - step.text.length);
  return serverDiagnostic(failure, step, { message: prelude + replace, offset }, steps);
}
