import { parse } from 'acorn';
import { checkSdl, sdlLimits } from '../graphql/check-sdl.js';
import { isPlainSdl } from '../graphql/is-plain-sdl.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import { checkAppsyncJs } from './check-appsync-js.js';
import { checkJson } from './check-json.js';
import { checkTs } from './check-ts.js';
import { checkVtl } from './check-vtl.js';
import { jsShape } from './js-shape.js';

/** AppSync's limits for resolver code and for each mapping template, in bytes. */
const jsLimit = 32_768;
const vtlLimit = 65_536;

/**
 * Reads files back that are about to be written. Throws for what does not parse, naming the file: it is our mistake.
 * What has grown over a limit of AppSync's is a diagnostic.
 */
export function fileChecker(): (path: string, text: string) => readonly Diagnostic[] {
  const seen = new Set<string>();
  return (path, text) => {
    if (path.endsWith('.graphql')) return checkSchema(path, text);
    if (path.endsWith('.js')) checkJs(path, text, seen);
    if (path.endsWith('.vtl')) refuse(path, checkVtl(text));
    if (path.endsWith('.ts')) refuse(path, checkTs(text));
    if (path.endsWith('.json')) checkJson(text);
    return sizeRules(path, Buffer.byteLength(text));
  };
}

/** Most resolvers have the shape of another; of those, one is read for all. */
function checkJs(path: string, text: string, seen: Set<string>): void {
  const shape = jsShape(text);
  if (shape !== null && seen.has(shape)) return;
  refuse(path, checkAppsyncJs(parse(text, { ecmaVersion: 2023, sourceType: 'module' })));
  if (shape !== null) seen.add(shape);
}

function sizeRules(path: string, bytes: number): readonly Diagnostic[] {
  const span = { file: path, start: 0, end: 0 };
  if (path.endsWith('.js') && bytes > jsLimit) {
    const way = 'offer fewer filters or input fields, or set `engine: vtl` for this resolver (64 KB)';
    return [error('PGC352', `${path} has ${bytes} bytes, AppSync takes ${jsLimit}`, span, way)];
  }
  if (path.endsWith('.vtl') && bytes > vtlLimit) {
    return [error('PGC353', `${path} has ${bytes} bytes, AppSync takes ${vtlLimit}`, span, 'offer fewer filters or input fields')];
  }
  return [];
}

function checkSchema(path: string, text: string): readonly Diagnostic[] {
  if (isPlainSdl(text)) return sdlLimits(text, path);
  const found = checkSdl(text, path);
  const limits = found.filter(({ code }) => code !== 'PGC329');
  refuse(path, found.filter(({ code }) => code === 'PGC329').map(({ message }) => message));
  return limits;
}

function refuse(path: string, mistakes: readonly string[]): void {
  if (mistakes.length > 0) throw new Error(`render: ${path} came out wrong: ${mistakes.join('; ')}`);
}
