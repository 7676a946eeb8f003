import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { loadTemplate } from '../../src/catalog/load-template.js';
import { readCatalog } from '../../src/catalog/read-catalog.js';
import type { LoadedTemplate } from '../../src/catalog/spans.js';
import type { Catalog, Column, PgFunction, PgType, Relation } from '../../src/catalog/types.js';
import type { Config } from '../../src/config/types.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { openScratch } from '../../src/postgres/scratch.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer, ScratchDatabase } from '../../src/postgres/types.js';
import { compareCodePoints } from '../../src/source/compare-code-points.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { lineColumn } from '../../src/source/positions.js';
import type { Diagnostic, SourceFile, Span } from '../../src/source/types.js';
import { publicFaceSql } from '../../src/tenancy/public-face.js';

export const rich = readFileSync(fileURLToPath(new URL('rich.sql', import.meta.url)), 'utf8');

/** admins inherit users; billing stands alone. */
export function makeConfig(changes: Partial<Config> = {}): Config {
  return {
    kind: 'config', engine: 'js', postgres: 17, templateSchema: 'tenant_template',
    roles: [{ name: 'admins', inherits: ['users'] }, { name: 'billing', inherits: [] }, { name: 'users', inherits: [] }],
    credentials: 'user', scalars: {}, limits: { list: { size: 50, max: 500 } }, defaultGrants: false, knownRoles: [],
    auth: ['cognito_user_pools'], claims: ['userid', 'tenant', 'role'], environments: {}, ...changes,
  };
}

export interface Loaded {
  readonly database: ScratchDatabase;
  readonly template: LoadedTemplate;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly SourceFile[];
  readonly config: Config;
}

/** One server for a test file; its databases go with it. */
export function scratchServer(version: 17 | 18 = 17, where: { readonly databaseUrl?: string; readonly cacheDir?: string } = {}) {
  let server: Promise<PostgresServer> | null = null;
  const opened: ScratchDatabase[] = [];
  const load = async (sql: string | Readonly<Record<string, string>>, changes: Partial<Config> = {}): Promise<Loaded> => {
    // The server takes few connections: what the test before has used is done with.
    for (const old of opened.splice(0, Math.max(0, opened.length - 3))) await old.drop();
    const database = await openScratch(await (server ??= startServer({ version, ...where })));
    opened.push(database);
    const config = makeConfig(changes);
    const files = Object.entries(typeof sql === 'string' ? { 'tenant_template/a.sql': sql } : sql).map(([path, text]) => ({ path, text }));
    const loaded = await loadTemplate({ database, grammar: await loadGrammar(), files, config, publicFace: publicFaceSql(config) });
    return { database, template: loaded.value, diagnostics: loaded.diagnostics, files, config };
  };
  return {
    load,
    async catalog(sql: string | Readonly<Record<string, string>>, changes: Partial<Config> = {}): Promise<Catalog> {
      const loaded = await load(sql, changes);
      if (hasErrors(loaded.diagnostics)) throw new Error(said(loaded).join('\n'));
      return readCatalog({ database: loaded.database, config: loaded.config, template: loaded.template });
    },
    async server(): Promise<PostgresServer> {
      return (server ??= startServer({ version, ...where }));
    },
    async stop(): Promise<void> {
      for (const database of opened) await database.drop();
      await (await server)?.stop();
    },
  };
}

/** `12:3 error PGC151: message [text under the caret]`, in order of places. */
export function said(loaded: Pick<Loaded, 'diagnostics' | 'files'>, severity?: Diagnostic['severity']): string[] {
  return loaded.diagnostics
    .filter((one) => severity === undefined || one.severity === severity)
    .map((one) => ({ at: place(loaded.files, one.span), text: `${one.severity} ${one.code}: ${one.message} [${under(loaded.files, one.span)}]` }))
    .sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1] || compareCodePoints(a.text, b.text))
    .map(({ at, text }) => `${at[0] === 0 ? '-' : at.join(':')} ${text}`);
}

function place(files: readonly SourceFile[], span: Span | null): readonly [line: number, column: number] {
  const file = files.find((one) => one.path === span?.file);
  if (span === null || file === undefined) return [0, 0];
  const { line, column } = lineColumn(file.text, span.start);
  return [line, column];
}

export function under(files: readonly SourceFile[], span: Span | null): string {
  return files.find((one) => one.path === span?.file)?.text.slice(span?.start, span?.end) ?? '';
}

export function relation(catalog: Catalog, name: string): Relation {
  return found(catalog.relations.find((one) => one.name === name), name);
}

export function column(catalog: Catalog, table: string, name: string): Column {
  return found(relation(catalog, table).columns.find((one) => one.name === name), `${table}.${name}`);
}

export function routine(catalog: Catalog, signature: string): PgFunction {
  return found(catalog.functions.find((one) => one.signature === signature), signature);
}

export function type(catalog: Catalog, name: string): PgType {
  return found(Object.values(catalog.types).find((one) => one.name === name), name);
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no ${what}`);
  return value;
}
