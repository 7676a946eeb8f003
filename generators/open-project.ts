import { readConfig } from '../src/config/read-config.js';
import { readSettings, type ReadSettings } from '../src/config/read-settings.js';
import { loadGrammar } from '../src/parse/load-grammar.js';
import type { Grammar } from '../src/parse/types.js';
import { ServerRefusal } from '../src/postgres/refusal.js';
import type { PostgresServer } from '../src/postgres/types.js';
import { hasErrors } from '../src/source/diagnostic.js';
import { readSources } from '../src/source/read-files.js';
import type { Diagnostic, SourceFile, Staged } from '../src/source/types.js';
import type { Prepared } from './prepare-database.js';
import type { Progress } from './progress.js';

export interface OpenInput {
  readonly root: string;
  readonly configPath: string | null;
  /** Called as soon as the settings say which version; `launched` as in `ServerOptions`. The caller stops the server. */
  readonly startServer: (version: 17 | 18, launched: () => void) => Promise<PostgresServer>;
  /** The template that the last run loaded: its database will still be there. */
  readonly lastTemplate?: string | null;
  /** Told the name of the database that the template was loaded into, as long as it is open. */
  readonly loaded?: (database: string) => void;
  readonly progress: Progress;
}

/** All that the stages behind the database start from. */
export interface Opened {
  readonly source: Staged<readonly SourceFile[]>;
  readonly settings: ReadSettings;
  readonly grammar: Promise<Grammar>;
  /** Tells the template, with the settings that it is loaded by, from others; null where it was not to be loaded. */
  readonly template: string | null;
  /** A diagnostic where no server can be had; null where none was asked. */
  readonly prepared: Staged<Prepared | null> | Diagnostic | null;
}

const templatePatterns = ['tenant_template/**/*.sql', 'shared/**/*.sql'];

/**
 * Reads the project and has its template loaded, in the order of who waits for whom: the server starts while the
 * template is read and put in order, and works on it while the spec and the later stages are read.
 */
export async function openProject({ root, configPath, startServer, lastTemplate, loaded, progress }: OpenInput): Promise<Opened> {
  progress.step('reading');
  const configured = await readConfig(root, configPath);
  const { config } = configured;
  const { starting } = await launch(startServer, config.postgres);
  const grammar = unwatched(loadGrammar());
  const source = await readSources(root, templatePatterns);
  if (hasErrors(source.diagnostics)) {
    // What is in such a file would be missed everywhere. The server is waited for, so that it can be stopped.
    const [settings] = await Promise.all([readSettings(root, configured), starting]);
    return { source, settings, grammar, template: null, prepared: null };
  }

  progress.step('loading the template');
  const { planTemplate, prepareDatabase, templateKey } = await import('./prepare-database.js');
  const template = templateKey(source.value, config);
  const input = { key: template, grammar, files: source.value, config };
  const plan = template === lastTemplate ? null : unwatched(planTemplate(input));
  const [sending, sent] = signal();
  const preparing = unwatched(starting.then((server): Opened['prepared'] | Promise<Opened['prepared']> => ('connect' in server ? prepareDatabase(server, { ...input, plan, sent }) : server)));
  if (plan !== null) await Promise.race([sending, preparing]);
  const settings = await readSettings(root, configured);
  const [prepared] = await Promise.all([preparing, import('./stages.js')]);
  if (prepared !== null && 'value' in prepared && prepared.value !== null) loaded?.(prepared.value.database.name);
  return { source, settings, grammar, template, prepared };
}

/** Begins to start the server and comes back when it needs us no more: what follows would leave it no time. */
async function launch(startServer: OpenInput['startServer'], version: 17 | 18): Promise<{ readonly starting: Promise<PostgresServer | Diagnostic> }> {
  const [launching, launched] = signal();
  const starting = unwatched(startServer(version, launched).catch(refused));
  await Promise.race([launching, starting]);
  return { starting };
}

/** A server that cannot be had is something to tell the user; anything else is our bug. */
function refused(error: unknown): Diagnostic {
  if (error instanceof ServerRefusal) return error.diagnostic;
  throw error;
}

/** A promise, and what fulfils it. */
function signal(): readonly [Promise<void>, () => void] {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return [given, give];
}

/** A promise that is waited for later: until then nobody hears its failure. */
function unwatched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
