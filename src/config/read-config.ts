import type { Diagnostic, SourceFile } from '../source/types.js';
import { buildConfig } from './build-config.js';
import type { CheckedKeys } from './check-form.js';
import type { ConfigInput } from './config-form.js';
import { fitsConfig } from './fits-config.js';
import { loadConfig } from './load-config.js';
import type { Place } from './place.js';
import type { Config } from './types.js';

export interface ReadConfig {
  readonly config: Config;
  /** Null where there is no settings file. */
  readonly file: SourceFile | null;
  /** False where the roles could not be read, so that nobody complains about roles that are not among them. */
  readonly rolesKnown: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const codes = { unknownKey: 'PGC013', wrongKind: 'PGC014', notAllowed: 'PGC015' } as const;

/** Reads `pgcog.config.*`. A setting that is wrong has its default, so that the stages behind can still say what they find. */
export async function readConfig(root: string, configPath: string | null): Promise<ReadConfig> {
  const { file, place, diagnostics } = await loadConfig(root, configPath);
  if (place === null) return { config: buildConfig({}, null).value, file, rolesKnown: diagnostics.length === 0, diagnostics };
  const form = await checked(place);
  const built = buildConfig(form.value, place);
  const all = [...diagnostics, ...form.diagnostics, ...built.diagnostics];
  return { config: built.value, file, rolesKnown: !form.wrong.has('roles'), diagnostics: all };
}

async function checked(place: Place): Promise<CheckedKeys<ConfigInput>> {
  if (fitsConfig(place.value)) return { value: place.value, wrong: new Set(), diagnostics: [] };
  const [{ checkKeys }, { configForm }, { lostKeys }] = await Promise.all([import('./check-form.js'), import('./config-form.js'), import('./lost-keys.js')]);
  const form = checkKeys(configForm, place, codes);
  return { ...form, diagnostics: [...form.diagnostics, ...lostKeys(place, codes.unknownKey)] };
}
