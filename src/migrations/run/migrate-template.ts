import { sqlFailure } from '../../postgres/failure.js';
import { storeProgram } from '../../tenancy/program/store-program.js';
import { templateChecksum, type Template } from '../../tenancy/template/install-template.js';
import { cutMigration } from '../ledger/cut-migration.js';
import { MigrationRefused } from '../ledger/migration-refused.js';
import { storeMigrations } from '../ledger/store-migrations.js';
import type { MigrationFile } from '../types.js';
import { asControlOwner } from './as-control-owner.js';
import { checkHistory } from './check-history.js';
import { adopted } from './adopted.js';
import { backoff, judge } from './judge.js';
import { readState, type FleetState } from './read-state.js';
import type { RunOptions } from './types.js';
import { withPublic } from './with-public.js';

/**
 * Takes the template through what the database has not got yet, stores its new program, and compares the two, all in one
 * transaction, which tenants that are being made wait for. Where the template has become what it is by another way
 * (it was installed so), migrations are only taken down as done.
 *
 * @returns ids of what it was taken through, or was there already
 * @throws MigrationRefused PGC643 where the migrations do not lead to today's template, PGC644 where a step fails
 */
export async function migrateTemplate(options: RunOptions): Promise<readonly string[]> {
  const { session, limits, onEvent } = options;
  const template = await options.template();
  const done = await asSoonAsFree(options, () => asControlOwner(session, limits, async () => {
    await session.query('select cognition.lock_tenants()::text');
    // Another runner may have been here while we waited.
    const state = await readState(session);
    const pending = checkHistory(options.files, state.stored);
    return pending.length === 0 ? null : await replace(options, { template, state, pending });
  }));
  if (done === null) return [];
  onEvent({ event: 'template', migrations: done.ids, way: done.way });
  return done.ids;
}

/** Another runner may be at it, or a tenant being made, for longer than the limit for locks. */
async function asSoonAsFree<T>({ signal, pause, tries: most }: RunOptions, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (thrown) {
      if (judge(thrown) !== 'in the way' || tries >= most) throw explained(thrown);
      await new Promise((resolve) => setTimeout(resolve, backoff(pause, tries)));
    }
  }
}

interface Change {
  readonly template: Template;
  readonly state: FleetState;
  readonly pending: readonly MigrationFile[];
}

async function replace({ session, grammar, config }: RunOptions, { template, state, pending }: Change): Promise<{ readonly ids: readonly string[]; readonly way: string }> {
  const { program } = template;
  if (state.reference === null || state.program === null) throw new MigrationRefused('PGC617', 'there is no template here to be migrated', 'pgcog control up installs it');
  const there = adopted(grammar, { state, pending, version: program.version });
  const cut = pending.map((file) => cutMigration(grammar, config, file));
  const rest = cut.filter(({ number }) => !there.some((one) => one.number === number));
  await storeMigrations(session, cut, program.version);
  if (there.length > 0) await session.query('select cognition.adopt_migrations($1::int[])::text', [there.map(({ number }) => number)]);
  if (rest.length === 0) return { ids: cut.map(({ id }) => id), way: 'adopted' };
  await storeProgram(session, program);
  const { rows } = await withPublic(session, rest, () => session.query<{ way: string }>('select cognition.replace_template($1::text, $2::int[]) as way', [state.reference, rest.map(({ number }) => number)]));
  await session.query('update cognition.installed_template i set version = $1::text, checksum = $2::text, installed_at = clock_timestamp()', [program.version, templateChecksum(template)]);
  return { ids: cut.map(({ id }) => id), way: rows[0]?.way ?? '' };
}

/** Duplicate table, function, object, column: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const isThere: ReadonlySet<string> = new Set(['42P07', '42723', '42710', '42701']);
const taken = 'where an earlier migration takes it away from shared, it goes when every tenant has that: take this environment to that one first';

function explained(thrown: unknown): unknown {
  const failure = sqlFailure(thrown);
  if (failure === null || /^(?:08|57)/u.test(failure.sqlState)) return thrown;
  if (failure.sqlState === 'PGC25') {
    const found = JSON.parse(failure.detail ?? '[]') as readonly { readonly object: string; readonly difference: string }[];
    const told = found.slice(0, 5).map(({ object, difference }) => `${object} ${difference}`).join('; ');
    return new MigrationRefused('PGC643', `${failure.message}: ${told}${found.length > 5 ? '; and more' : ''}`, 'pgcog-gen migration NAME writes what is missing');
  }
  const [, id, statement] = /^recorded grant (\d+): ([^]*)$/u.exec(failure.detail ?? '') ?? [];
  if (id !== undefined) return new MigrationRefused('PGC644', `grant ${id} is not possible any more, ${failure.message}; nothing was changed: ${statement ?? ''}`, `pgcog grant forget ${id}, where nobody is to have it any more`);
  if (failure.sqlState === 'PGC27') {
    return new MigrationRefused('PGC644', `tenants would stop at ${failure.message}; shared is changed before they are, by all migrations that are pending; nothing was changed`, failure.hint ?? 'see docs: migrations');
  }
  const hint = [failure.hint, isThere.has(failure.sqlState) ? taken : null, failure.detail?.split('\n')[0]].find((one) => one !== undefined && one !== null && one !== '');
  return new MigrationRefused('PGC644', `in the template, ${failure.message}; nothing was changed`, hint ?? 'put the migration right and run it again');
}
