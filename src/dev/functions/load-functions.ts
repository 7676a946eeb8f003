import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { LambdaHandler as DataSource } from '../../local/appsync/types.js';
import type { LambdaHandler } from '../../local/lambda/types.js';
import type { LogLine } from '../../runtime/types.js';
import { functionNames, type Functions } from './types.js';
import { codeMistake } from './code-mistake.js';
import { openCode, type Code } from './open-code.js';

export interface FunctionsInput {
  /** Of the project, absolute. */
  readonly root: string;
  readonly compiled: string;
  /** With `lambda/` in it: files for a project that has none of its own. */
  readonly seeded: string;
  readonly config: Config;
  readonly log: (line: LogLine) => void;
}

type Module = Readonly<Record<string, unknown>>;

/** What a project may have below `lambda/`, and which function each handler is. */
const files: readonly (readonly [file: string, handlers: Readonly<Record<string, string>>])[] = [
  ['hooks.ts', { preSignUp: functionNames.preSignUp, postConfirmation: functionNames.postConfirmation, preAuthentication: functionNames.preAuthentication, preTokenGeneration: functionNames.preTokenGeneration }],
  ['members.ts', { handler: functionNames.members }],
  ['rotation.ts', { handler: functionNames.rotation }],
];

/**
 * Loads the project's Lambda code as it is on disk: triggers, worker and rotation, the resolvers of `lambda/resolvers/`,
 * and the data source, `lambda/data-source.ts` where there is one. They find their services by the environment's variables.
 *
 * @returns null with a diagnostic for each file that cannot be loaded
 */
export async function loadFunctions(input: FunctionsInput): Promise<Staged<Functions | null>> {
  const code = await openCode(input.root, input.compiled);
  const diagnostics: Diagnostic[] = [];
  const load = async (path: string, own: boolean): Promise<Module | null> => {
    try {
      return await code.load(join(own ? input.root : input.seeded, path));
    } catch (thrown) {
      const mistake = codeMistake(input.root, path, thrown);
      // One file keeps all from loading that import it.
      if (!diagnostics.some(({ span }) => span?.file === mistake.span?.file && span?.start === mistake.span?.start)) diagnostics.push(mistake);
      return null;
    }
  };
  const handlers: Record<string, LambdaHandler> = {};
  for (const [file, names] of files) {
    const path = `lambda/${file}`;
    const own = existsSync(join(input.root, path));
    const module = await load(path, own);
    if (module !== null) diagnostics.push(...collect(path, module, names, handlers));
  }
  const resolvers = await loadResolvers(input.root, load, diagnostics);
  const dataSource = await dataSourceOf(input, code, resolvers, load, diagnostics);
  if (dataSource === null || diagnostics.length > 0) return { value: null, diagnostics };
  return { value: { dataSource, handlers, resolvers: Object.keys(resolvers) }, diagnostics };
}

function collect(path: string, module: Module, names: Readonly<Record<string, string>>, into: Record<string, LambdaHandler>): readonly Diagnostic[] {
  return Object.entries(names).flatMap(([exported, name]) => {
    const handler = module[exported];
    if (typeof handler !== 'function') return [error('PGC637', `${path} exports no function ${exported}`, { file: path, start: 0, end: 0 }, `export const ${exported} = ...`)];
    into[name] = handler as LambdaHandler;
    return [];
  });
}

/** By coordinates: those of `lambda/resolvers/index.ts`, which the project's data source is given too; without one, a file each. */
async function loadResolvers(root: string, load: (path: string, own: boolean) => Promise<Module | null>, diagnostics: Diagnostic[]): Promise<Readonly<Record<string, unknown>>> {
  const index = 'lambda/resolvers/index.ts';
  if (existsSync(join(root, index))) {
    const { resolvers } = (await load(index, true)) ?? {};
    return Object(resolvers) as Readonly<Record<string, unknown>>;
  }
  const found: Record<string, LambdaHandler> = {};
  for (const name of resolverNames(root)) {
    const path = `lambda/resolvers/${name}.ts`;
    const module = await load(path, true);
    if (module !== null) diagnostics.push(...collect(path, module, { handler: name }, found));
  }
  return found;
}

/** Sorted: files of coordinates, as they are seeded. */
function resolverNames(root: string): readonly string[] {
  const folder = join(root, 'lambda', 'resolvers');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => /^(\w+\.\w+)\.ts$/u.exec(file)?.[1] ?? []).sort();
}

async function dataSourceOf({ root, config, log }: FunctionsInput, code: Code, resolvers: Readonly<Record<string, unknown>>, load: (path: string, own: boolean) => Promise<Module | null>, diagnostics: Diagnostic[]): Promise<DataSource | null> {
  const path = 'lambda/data-source.ts';
  if (existsSync(join(root, path))) {
    const found: Record<string, LambdaHandler> = {};
    const module = await load(path, true);
    if (module === null) return null;
    diagnostics.push(...collect(path, module, { handler: 'data-source' }, found));
    return (found['data-source'] as DataSource | undefined) ?? null;
  }
  if (!existsSync(join(root, 'generated', 'statements.json'))) return null;
  const { ownDataSource } = await import('./own-data-source.js');
  return ownDataSource({ root, code, credentials: config.credentials, resolvers, log });
}
