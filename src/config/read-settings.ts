import { sortDiagnostics } from '../source/diagnostic.js';
import type { SourceFile } from '../source/types.js';
import type { ReadConfig } from './read-config.js';
import { readSpec } from './read-spec.js';
import type { Settings } from './types.js';

/** Settings, with the files they were read from: diagnostics of every stage point into them. */
export interface ReadSettings extends Settings {
  readonly sources: readonly SourceFile[];
}

/**
 * Reads and checks the resolver spec of a project whose configuration was read (`readConfig`). Never throws for what the
 * user wrote: mistakes are diagnostics, and what they stand in has its default or is left out. yaml, zod and jiti are
 * loaded only where there is something to read.
 *
 * @param root of the project, absolute
 */
export async function readSettings(root: string, { config, file, rolesKnown, diagnostics }: ReadConfig): Promise<ReadSettings> {
  const spec = await readSpec(root, config, rolesKnown);
  return {
    config, spec: spec.spec,
    sources: file === null ? spec.files : [file, ...spec.files],
    diagnostics: sortDiagnostics([...diagnostics, ...spec.diagnostics]),
  };
}
