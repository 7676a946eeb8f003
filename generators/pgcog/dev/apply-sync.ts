import { findTemplate, keepTemplate } from '../../../src/dev/database/dev-state.js';
import { applyDifference } from '../../../src/dev/template/apply-difference.js';
import { loosenHead } from '../../../src/dev/template/loosen-head.js';
import { hashTemplate } from '../../../src/migrations/files/hash-template.js';
import { MigrationRefused } from '../../../src/migrations/ledger/migration-refused.js';
import { migrateUp } from '../../../src/migrations/run/migrate-up.js';
import type { RunOptions } from '../../../src/migrations/run/types.js';
import { installTemplate } from '../../../src/tenancy/template/install-template.js';
import { told } from '../migrate-options.js';
import { planSync, type SyncPlan } from './plan-sync.js';
import type { SyncInput, Wanted } from './sync-types.js';

/** What was done, for people; or what stands in the way. */
export type Synced = { readonly kind: 'done'; readonly says: readonly string[] } | Extract<SyncPlan, { readonly kind: 'none' | 'questions' | 'refused' }>;

/**
 * Takes the database to the project's template: the template, `shared` and every tenant.
 *
 * @throws CommandRefusal, MigrationRefused, TemplateRefused for what stands in the way; then nothing was changed
 */
export async function applySync(input: SyncInput, plan: SyncPlan): Promise<Synced> {
  const { database: { session } } = input;
  switch (plan.kind) {
    case 'none': case 'questions': case 'refused': return plan;
    case 'current': {
      await keepKnown(input, plan);
      return { kind: 'done', says: [] };
    }
    case 'install': {
      await installTemplate(session, plan.template);
      await keepTemplate(session, plan.template.program.version, plan.known);
      if (plan.files.length > 0) await migrate(input, plan);
      return { kind: 'done', says: [`template installed${withFiles(plan)}`] };
    }
    case 'files': return byFiles(input, plan);
    case 'difference': {
      await applyDifference(plan.difference);
      const adopted = plan.pending.length === 0 ? [] : await adopt(input, plan);
      return { kind: 'done', says: [...plan.sql.map((sql) => `migrated: ${firstLine(sql)}`), ...adopted] };
    }
  }
}

/** A new database has all of the migrations with its template: none was run. */
function withFiles({ files }: Wanted): string {
  const last = files.at(-1);
  return last === undefined ? '' : `, as after ${last.id}`;
}

/** Migrations that lead elsewhere than to today's template were followed by more typing: then the difference is taken as it is. */
async function byFiles(input: SyncInput, plan: Extract<SyncPlan, { kind: 'files' }>): Promise<Synced> {
  try {
    const says = plan.isThere ? await adopt(input, plan) : await migrate(input, plan);
    await keepKnown(input, plan);
    return { kind: 'done', says };
  } catch (thrown) {
    if (!(thrown instanceof MigrationRefused) || thrown.code !== 'PGC643') throw thrown;
    const again = await planSync(input, false);
    return again.kind === 'files' ? { kind: 'refused', diagnostics: [] } : applySync(input, again);
  }
}

/** The database is as the template is now, by typing: migrations that are pending are in it. The last may not be all of it. */
async function adopt(input: SyncInput, plan: Wanted): Promise<readonly string[]> {
  const { database: { session }, signal } = input;
  await loosenHead(session, signal);
  const says = await migrate(input, plan);
  const leads = plan.files.at(-1)?.template ?? null;
  if (leads !== null && leads !== hashTemplate(plan.known.files)) await loosenHead(session, signal);
  return says;
}

async function keepKnown({ database: { session } }: SyncInput, { template, known }: Wanted): Promise<void> {
  const { version } = template.program;
  const there = await findTemplate(session, version);
  // Other texts may come to the same program.
  if (there === null || hashTemplate(there.files) !== hashTemplate(known.files)) await keepTemplate(session, version, known);
}

/** As `pgcog migrate up` does it. */
async function migrate(input: SyncInput, wanted: Wanted): Promise<readonly string[]> {
  const ways = new Set<string>();
  const { template: ids, migrated, failures } = await migrateUp({ ...optionsOf(input, wanted), onEvent: (event) => void (event.event === 'template' && ways.add(event.way)) });
  const [failure] = failures;
  if (failure !== undefined) await told(Promise.reject(new MigrationRefused('PGC644', `${failure.tenant}: ${failure.why}`, 'put that right and save a file')));
  const how = ways.has('adopted') ? 'taken as done: the database has come there while you typed' : `run, for ${migrated.length === 1 ? '1 tenant' : `${migrated.length} tenants`}`;
  return ids.length === 0 && migrated.length === 0 ? [] : [`${ids.join(', ')} ${how}`];
}

function optionsOf({ database, config, signal }: SyncInput, { template, files, grammar }: Wanted): Omit<RunOptions, 'onEvent'> {
  return {
    session: database.session, lasting: true, connect: () => database.another(), grammar, config, files, template: () => Promise.resolve(template), tenants: null, canary: 0, parallel: 2,
    continueOnError: false, skipFailing: false, verify: false, limits: { lock: 3_000, statement: 600_000, outside: 600_000 }, batchSize: 5_000, tries: 10, pause: 100, signal,
  };
}

const firstLine = (sql: string): string => (sql.includes('\n') ? `${sql.split('\n')[0] ?? ''} ...` : sql);
