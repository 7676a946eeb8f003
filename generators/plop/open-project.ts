import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config/read-config.js';
import { readSettings } from '../../src/config/read-settings.js';
import { readUserFile } from '../../src/edit/user-file.js';
import { chooseNames } from '../../src/names/choose-names.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { readSources } from '../../src/source/read-files.js';
import type { Diagnostic } from '../../src/source/types.js';
import { openProject } from '../open-project.js';
import { Refused } from './refused.js';
import type { Project, Template } from './types.js';

export interface ProjectInput {
  readonly root: string;
  readonly configPath: string | null;
  /** Called when a generator wants to see the template in a database. */
  readonly startServer: (version: 17 | 18) => Promise<PostgresServer>;
}

/** A project whose parts are read when they are asked for, and once. */
export function lazyProject({ root, configPath, startServer }: ProjectInput): Project {
  const configured = once(() => readConfig(root, configPath));
  const settings = once(async () => readSettings(root, await configured()));
  const sources = once(async () => checked(await readSources(root, ['tenant_template/**/*.sql', 'shared/**/*.sql'])));
  return {
    root,
    config: async () => {
      const { config, diagnostics } = await configured();
      if (hasErrors(diagnostics)) throw new Refused(diagnostics);
      return config;
    },
    settings: async () => {
      const read = await settings();
      if (hasErrors(read.diagnostics)) throw new Refused(read.diagnostics);
      return read;
    },
    grammar: once(loadGrammar),
    sources,
    template: once(async () => ((await sources()).length === 0 ? null : readTemplate({ root, configPath, startServer }))),
    configFile: async () => {
      const { file } = await configured();
      return file === null ? null : read(root, file.path);
    },
    file: (path) => read(root, path),
    has: (path) => existsSync(join(root, path)),
  };
}

async function read(root: string, path: string): ReturnType<Project['file']> {
  const file = await readUserFile(root, path);
  if (file !== null && 'code' in file) throw new Refused([file]);
  return file;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

function checked<T>({ value, diagnostics }: { readonly value: T; readonly diagnostics: readonly Diagnostic[] }): T {
  if (hasErrors(diagnostics)) throw new Refused(diagnostics);
  return value;
}

/** Mistakes of the spec do not matter here: what is about to be made may be what is missing. */
async function readTemplate({ root, configPath, startServer }: ProjectInput): Promise<Template> {
  const silent = { step: () => undefined, done: () => undefined };
  const { source, settings, prepared } = await openProject({ root, configPath, startServer: (version) => startServer(version), progress: silent });
  const found = prepared !== null && 'value' in prepared ? prepared : { value: null, diagnostics: prepared === null ? [] : [prepared] };
  const diagnostics = [...source.diagnostics, ...found.diagnostics];
  if (found.value === null) throw new Refused(hasErrors(diagnostics) ? diagnostics : settings.diagnostics);
  const { catalog, database } = found.value;
  await database.close();
  return { catalog, names: chooseNames(catalog, settings).value };
}
