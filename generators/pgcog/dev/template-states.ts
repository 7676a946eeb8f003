import type { Client } from 'pg';
import type { Config } from '../../../src/config/types.js';
import { findTemplate } from '../../../src/dev/database/dev-state.js';
import type { FleetState } from '../../../src/migrations/run/read-state.js';
import type { TemplateState } from '../../../src/migrations/plan/template-state.js';
import type { Grammar } from '../../../src/parse/types.js';
import type { PostgresServer, ScratchDatabase } from '../../../src/postgres/types.js';
import { error } from '../../../src/source/diagnostic.js';
import type { SourceFile, Staged } from '../../../src/source/types.js';
import { templateChecksum } from '../../../src/tenancy/template/install-template.js';
import type { OpenedMigrations } from '../../migration/open-migrations.js';
import { templateDatabase } from '../../migration/plan-difference.js';
import { replayedDatabase } from '../../migration/replayed-database.js';
import { rolesOf } from './keep-states.js';
import type { Loaded, Standing, SyncInput } from './sync-types.js';

export interface StatesInput {
  readonly input: SyncInput;
  readonly standing: Standing;
  readonly server: PostgresServer;
  readonly read: (client: Client) => Promise<TemplateState>;
}

/** A session on a scratch database, and what was read there. */
export interface ReadState {
  readonly client: Client;
  readonly state: TemplateState;
  /** What is kept for the next time stays open. */
  readonly close: () => Promise<void>;
}

const keptOn = (): Promise<void> => Promise.resolve();

/**
 * The template that the database has now: as it was read when it was the new one, or made once more.
 *
 * @param checksum of what is installed
 */
export async function formerState(states: StatesInput, checksum: string | null): Promise<Staged<ReadState | null>> {
  const { input, read } = states;
  const kept = input.states.find(checksum ?? '');
  if (kept !== null) {
    const state = kept.roles === rolesOf(input.config) ? kept.state : await read(kept.client);
    return { value: { client: kept.client, state, close: keptOn }, diagnostics: [] };
  }
  const { value, diagnostics } = await formerDatabase(states);
  return { value: value === null ? null : await readOnce(value, read), diagnostics };
}

/** Of the database that generation works on, which is kept, or of one with the same template; null where it has mistakes. */
export async function newState({ input: { config, states }, standing: { grammar, template, known }, server, read }: StatesInput, { database }: NonNullable<Loaded>): Promise<ReadState | null> {
  if (database === null || server.kind !== 'embedded') {
    const { value } = await templateDatabase({ opened: openedOf(config, grammar, known.files), server });
    return value === null ? null : readOnce(value, read);
  }
  const client = await server.connect(database);
  const state = await read(client).catch((thrown: unknown) => client.end().then(() => { throw thrown; }));
  await states.keep(templateChecksum(template), { client, state, roles: rolesOf(config) });
  return { client, state, close: keptOn };
}

async function readOnce(database: ScratchDatabase, read: StatesInput['read']): Promise<ReadState> {
  const { admin: client } = database;
  const state = await read(client).catch((thrown: unknown) => database.close().then(() => { throw thrown; }));
  return { client, state, close: () => database.close() };
}

/** The template is as the last migration has left it: nothing was tried out since. */
export function isClean({ stored, program }: FleetState): boolean {
  return stored.at(-1)?.program === program;
}

/** The template that the database has now, in a scratch database: by its files as dev has seen them, or by the migrations. */
async function formerDatabase({ input: { config, database: { session }, signal }, standing: { state, files, grammar }, server }: StatesInput): Promise<Staged<ScratchDatabase | null>> {
  const known = await findTemplate(session, state.program ?? '');
  if (known !== null) return templateDatabase({ opened: openedOf({ ...config, ...known.config }, grammar, known.files), server });
  signal.throwIfAborted();
  if (isClean(state)) return replayedDatabase(server, { config, grammar, migrations: files.filter(({ id }) => state.stored.some((one) => one.id === id)) }, { kept: true });
  return { value: null, diagnostics: [error('PGC634', 'the template of this database is not known here: another tool has installed it', null, 'put tenant_template/ back as it was then, or begin anew: pgcog dev --reset')] };
}

function openedOf(config: Config, grammar: Grammar, template: readonly SourceFile[]): OpenedMigrations {
  return { config, grammar, template, files: [], migrations: [], diagnostics: [] };
}
