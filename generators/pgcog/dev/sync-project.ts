import { error, hasErrors } from '../../../src/source/diagnostic.js';
import type { Io } from '../../io.js';
import { applySync } from './apply-sync.js';
import { generateFiles } from './generate-files.js';
import { planSync } from './plan-sync.js';
import type { Outcome } from './session-types.js';
import type { Loaded, SyncInput } from './sync-types.js';
import type { DevCommand } from './types.js';

export interface SyncProjectInput extends Omit<SyncInput, 'root' | 'loaded'> {
  readonly command: DevCommand;
  readonly io: Io;
}

/**
 * Generates, takes the database along, and writes what was generated: in this order, so that nothing is half done where
 * one of them finds mistakes or has to ask. What is to be done to the database is found while statements are typed.
 *
 * @throws as `planSync` and `applySync` do
 */
export async function syncProject({ command, io, ...rest }: SyncProjectInput): Promise<Exclude<Outcome, { readonly kind: 'quiet' }>> {
  let isLoaded: (loaded: Loaded) => void = () => undefined;
  const loaded = new Promise<Loaded>((resolve) => (isLoaded = resolve));
  const input: SyncInput = { root: command.root, ...rest, loaded };
  const planning = planSync(input, true);
  // Waited for below; whatever generation says comes first.
  planning.catch(() => undefined);
  const files = await generateFiles({ command, io, server: rest.server, loaded: (database) => isLoaded({ database }) }).finally(() => isLoaded(null));
  const warnings = { diagnostics: files.diagnostics };
  if (!files.ok) {
    await planning.catch(() => undefined);
    return { kind: 'mistakes', ...warnings };
  }
  const synced = await applySync(input, await planning);
  if (synced.kind === 'none') return { kind: 'mistakes', diagnostics: [error('PGC617', 'there is no template to make tenants by', null, 'write tenant_template/*.sql')] };
  if (synced.kind === 'questions') return { kind: 'questions', questions: synced.questions, warnings };
  if (synced.kind === 'refused') return { kind: 'mistakes', diagnostics: synced.diagnostics };
  const unwritten = await files.write();
  if (hasErrors(unwritten)) return { kind: 'mistakes', diagnostics: unwritten };
  return { kind: 'done', says: synced.says, warnings };
}
