import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { error } from '../source/diagnostic.js';
import { loadedInTime } from '../source/loaded-in-time.js';
import { readSource } from '../source/read-files.js';
import { wholeFile } from '../source/source-text.js';
import type { Diagnostic, SourceFile, Span } from '../source/types.js';
import { defineConfig } from './define-config.js';
import type { Place } from './place.js';
import { plainSettings } from './plain-settings.js';

const names = ['ts', 'mts', 'mjs', 'js', 'json'].map((extension) => `pgcog.config.${extension}`);

/** The settings file as it is read: `place` is null where there is none, or none that can be loaded. */
export interface LoadedConfig {
  readonly file: SourceFile | null;
  readonly place: Place | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the settings file in `root`, or at `configPath` (from `root`), and runs it. Loads jiti only where it does not say all by itself. */
export async function loadConfig(root: string, configPath: string | null): Promise<LoadedConfig> {
  const files = await configFiles(root, configPath);
  const wrong = files.filter((file) => 'code' in file);
  const [file, second] = files.filter((found) => 'text' in found);
  if (wrong.length > 0 || file === undefined) return { file: file ?? null, place: null, diagnostics: wrong };
  if (second !== undefined) return { file, place: null, diagnostics: [severalFiles(file, second)] };
  return file.path.endsWith('.json') ? readJson(file) : runFile(root, file);
}

async function configFiles(root: string, configPath: string | null): Promise<(SourceFile | Diagnostic)[]> {
  if (configPath === null) {
    const found = await Promise.all(names.map((name) => readSource(root, name)));
    return found.filter((file) => file !== null);
  }
  const absolute = resolve(root, configPath);
  const path = relative(root, absolute).split(sep).join('/');
  const file = await readSource(dirname(absolute), basename(absolute));
  if (file === null) return [error('PGC011', `there is no settings file ${path}`, null, `make it, or use one of ${names.join(', ')}`)];
  return ['text' in file ? { path, text: file.text } : file];
}

function severalFiles(first: SourceFile, second: SourceFile): Diagnostic {
  const message = `settings are in ${first.path} and in ${second.path}`;
  return error('PGC012', message, { file: second.path, start: 0, end: 0 }, 'keep one of them');
}

async function readJson(file: SourceFile): Promise<LoadedConfig> {
  const { readYaml } = await import('./read-yaml.js');
  const { place, diagnostics } = readYaml(wholeFile(file));
  if (place === null) return { file, place, diagnostics: diagnostics.map(notLoaded) };
  return { file, place, diagnostics: diagnostics.map((one) => ({ ...one, code: 'PGC022' })) };
}

function notLoaded(one: Diagnostic): Diagnostic {
  return { ...one, code: 'PGC010', message: one.message.replace('not YAML', 'not JSON'), hint: 'check commas, quotes and brackets' };
}

async function runFile(root: string, file: SourceFile): Promise<LoadedConfig> {
  const { settingPlaces } = await import('./setting-places.js');
  const plain = plainSettings(file.text);
  if (plain !== null) return { file, place: settingPlaces(file, plain.value), diagnostics: [] };
  const { createJiti } = await import('jiti');
  // The settings may import this package where it is not installed, and must be read anew while watching.
  const options = { fsCache: false, moduleCache: false, virtualModules: { 'pg-cognition': { defineConfig } } };
  const path = resolve(root, file.path);
  try {
    const value = await loadedInTime(createJiti(join(root, 'pgcog.config'), options).import(path, { default: true }));
    if (!exportsSettings.test(file.text)) return { file, place: null, diagnostics: [noExport(file)] };
    return { file, place: settingPlaces(file, value), diagnostics: [] };
  } catch (failure) {
    return { file, place: null, diagnostics: [failedRun(root, file, failure)] };
  }
}

/** Loaded, a module that exports nothing looks like one that exports no settings at all: only the text tells. */
const exportsSettings = /\bexport\s+default\b|\bas\s+default\b|\bexport\s*\{\s*default\b|\bexports\b/u;

function noExport(file: SourceFile): Diagnostic {
  const span = { file: file.path, start: 0, end: 0 };
  return error('PGC010', 'the settings file exports no settings', span, 'write export default defineConfig({ ... })');
}

/** What cannot be loaded, with the place that the failure names. */
function failedRun(root: string, file: SourceFile, failure: unknown): Diagnostic {
  const { message = String(failure), stack = '' } = failure instanceof Error ? failure : {};
  const said = message.split('\n').find((line) => line.trim() !== '') ?? 'unknown reason';
  const plain = said.replaceAll(root + sep, '').replace(`${file.path}: `, '').replace(/^ParseError: /u, '').replace(/\s*\(\d+:\d+\)$/u, '').trim();
  return error('PGC010', `settings cannot be loaded: ${plain}`, failedAt(file, message, stack), 'the file must run on its own and export its settings as default');
}

/** A syntax error says line and column, a missing module its name; of a stack only the line is that of the source. */
function failedAt(file: SourceFile, message: string, stack: string): Span {
  const inFile = new RegExp(String.raw`${basename(file.path).replaceAll('.', String.raw`\.`)}:(\d+):(\d+)`, 'u');
  const [, line = '1', column = '0'] = inFile.exec(message) ?? [];
  if (message.startsWith('ParseError')) return pointIn(file, Number(line), Number(column) + 1); // it counts columns from 0
  const module = /Cannot find (?:module|package) '([^']+)'/u.exec(message)?.[1];
  const named = module === undefined ? -1 : file.text.indexOf(module);
  if (module !== undefined && named >= 0) return { file: file.path, start: named, end: named + module.length };
  const start = pointIn(file, Number(inFile.exec(stack)?.[1] ?? 1), 1).start;
  const code = start + file.text.slice(start).search(/\S|$/u);
  return { file: file.path, start: code, end: code };
}

function pointIn(file: SourceFile, line: number, column: number): Span {
  const lines = file.text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const start = Math.min(before + Math.min(column - 1, lines[line - 1]?.length ?? 0), file.text.length);
  return { file: file.path, start, end: start };
}
