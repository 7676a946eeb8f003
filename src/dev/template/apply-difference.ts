import type { Config } from '../../config/types.js';
import { CommandRefusal } from '../../environment/refusal.js';
import { cutMigration } from '../../migrations/ledger/cut-migration.js';
import { storeMigrations } from '../../migrations/ledger/store-migrations.js';
import type { CutMigration } from '../../migrations/ledger/types.js';
import { asControlOwner } from '../../migrations/run/as-control-owner.js';
import { readState, type FleetState } from '../../migrations/run/read-state.js';
import type { MigrationFile } from '../../migrations/types.js';
import type { Grammar } from '../../parse/types.js';
import { sqlFailure } from '../../postgres/failure.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { storeProgram } from '../../tenancy/program/store-program.js';
import { templateChecksum, type Template } from '../../tenancy/template/install-template.js';
import { keepTemplate, type KnownTemplate } from '../database/dev-state.js';
import { addLabels, isLabel } from './add-labels.js';
import { asOneTransaction } from './as-one-transaction.js';

export interface Difference {
  /** Of the database's owner, outside any transaction. */
  readonly session: SqlSession;
  readonly grammar: Grammar;
  readonly config: Config;
  /** The version of the program that the difference begins at. */
  readonly from: string;
  /** What it leads to, and its files. */
  readonly template: Template;
  readonly known: KnownTemplate;
  /** The difference as a migration, under a number that the folder does not have yet. */
  readonly migration: MigrationFile;
}

/** Milliseconds. Nobody but the developer waits. */
const limits = { lock: 5_000, statement: 120_000 };

/** A value that an enum has got can be used in the next transaction; it is there already where an earlier attempt has put it. */
const aboutLabels: ReadonlySet<string> = new Set(['55P04', '42710']);

/**
 * Takes the template, `shared` and every tenant to another template in one transaction, and notes none of it in the
 * ledger: what is tried out while typing is no migration. When a migration of the folder carries the same change later, it
 * finds its end there already. Compared at the end: the template must be what its new program makes. Killed anywhere,
 * nothing has happened.
 *
 * @throws CommandRefusal PGC635 for rows or objects in the way, PGC634 where somebody else has changed the template meanwhile;
 * what `pg` throws when the connection breaks
 */
export async function applyDifference(difference: Difference): Promise<void> {
  const cut = asOneTransaction(cutMigration(difference.grammar, difference.config, difference.migration));
  try {
    await applyAll(difference, cut, new Set());
  } catch (thrown) {
    const labels = new Set(cut.steps.filter(isLabel).map(({ step }) => step));
    if (labels.size === 0 || !aboutLabels.has(sqlFailure(causeOf(thrown))?.sqlState ?? '')) throw told(thrown);
    try {
      await asControlOwner(difference.session, limits, () => addLabels(difference.session, cut));
      await applyAll(difference, cut, labels);
    } catch (again) {
      throw told(again);
    }
  }
}

/** What went wrong in one tenant. */
class InTenant extends Error {
  constructor(readonly tenant: string, override readonly cause: unknown) {
    super(`in ${tenant}`);
  }
}

const causeOf = (thrown: unknown): unknown => (thrown instanceof InTenant ? thrown.cause : thrown);

async function applyAll({ session, from, template, known }: Difference, cut: CutMigration, done: ReadonlySet<number>): Promise<void> {
  await asControlOwner(session, limits, async () => {
    await session.query('select cognition.lock_tenants()::text');
    const state = await readState(session);
    const { program, reference } = state;
    if (program !== from || reference === null) throw new CommandRefusal('PGC634', 'somebody else has changed the template of this database', 'save a file to try again, or begin anew: pgcog dev --reset');
    await storeMigrations(session, [cut], template.program.version);
    await storeProgram(session, template.program);
    await session.query('select cognition.replace_template($1::text, $2::int[])', [reference, [cut.number]]);
    await session.query('update cognition.installed_template i set version = $1::text, checksum = $2::text, installed_at = clock_timestamp()', [template.program.version, templateChecksum(template)]);
    await applyToTenants(session, cut, done);
    // What tenants rested on goes now: all of them are there.
    for (const { step } of cut.steps.filter(({ late }) => late)) await session.query('select cognition.run_shared($1::int, $2::int, $2::int)::text', [cut.number, step]);
    await forget(session, cut, state, template.program.version);
    await session.query("select set_config('role', 'none', true)");
    await keepTemplate(session, template.program.version, known);
  });
}

async function applyToTenants(session: SqlSession, { number, steps }: CutMigration, done: ReadonlySet<number>): Promise<void> {
  const { rows } = await session.query<{ name: string }>('select t.name from cognition.tenants t order by t.name collate "C"');
  const careful = steps.some((step) => step.careful);
  for (const { name } of rows) {
    try {
      for (const [first, last] of stretches(steps, done)) await session.query('select cognition.run_steps($1::text, $2::int, $3::int, $4::int, true)::text', [name, number, first, last]);
      if (careful) await session.query('select cognition.check_schema_rules($1::text, cognition.current_program())::text', [name]);
    } catch (thrown) {
      throw new InTenant(name, thrown);
    }
  }
}

/** Steps that follow each other, without those that are done. */
function stretches(steps: CutMigration['steps'], done: ReadonlySet<number>): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const { step } of steps) {
    const open = found.at(-1);
    if (done.has(step)) continue;
    if (open !== undefined && open[1] === step - 1) open[1] = step;
    else found.push([step, step]);
  }
  return found;
}

/** The ledger is the migrations' of the folder alone. */
async function forget(session: SqlSession, { number }: CutMigration, { stored }: FleetState, program: string): Promise<void> {
  await session.query('delete from cognition.migration_ledger l where l.number = $1::int', [number]);
  await session.query('delete from cognition.migrations m where m.number = $1::int', [number]);
  await session.query('update cognition.tenant_migrations m set program = $1::text, number = least(m.number, $2::int)', [program, stored.at(-1)?.number ?? 0]);
}

/** What PostgreSQL refuses is for whoever changed the template, or whose rows are in the way. */
function told(thrown: unknown): unknown {
  const failure = sqlFailure(causeOf(thrown));
  if (failure === null || /^(?:08|57)/u.test(failure.sqlState)) return causeOf(thrown);
  const where = thrown instanceof InTenant ? `in ${thrown.tenant}, ` : 'in the template, ';
  const what = failure.sqlState === 'PGC25' ? `${failure.message}: ${differencesIn(failure.detail)}` : failure.message;
  const hint = failure.hint ?? 'nothing was changed: put rows or template right, or begin anew: pgcog dev --reset';
  return new CommandRefusal('PGC635', `${where}${what}${failure.sqlState === 'PGC25' || failure.detail === null ? '' : ` (${failure.detail.split('\n')[0] ?? ''})`}`, hint);
}

function differencesIn(detail: string | null): string {
  const found = JSON.parse(detail ?? '[]') as readonly { readonly object: string; readonly difference: string }[];
  return found.slice(0, 3).map(({ object, difference }) => `${object} ${difference}`).join('; ');
}
