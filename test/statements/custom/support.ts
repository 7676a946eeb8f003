import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadTemplate } from '../../../src/catalog/load-template.js';
import { readCatalog } from '../../../src/catalog/read-catalog.js';
import type { Catalog } from '../../../src/catalog/types.js';
import { readConfig } from '../../../src/config/read-config.js';
import { readSettings } from '../../../src/config/read-settings.js';
import type { Settings } from '../../../src/config/types.js';
import { probeRole } from '../../../src/catalog/scratch-roles.js';
import { chooseNames } from '../../../src/names/choose-names.js';
import type { Names } from '../../../src/names/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import type { Grammar } from '../../../src/parse/types.js';
import { openPrepared } from '../../../src/postgres/prepared.js';
import { startServer } from '../../../src/postgres/start-server.js';
import type { PostgresServer, ScratchDatabase } from '../../../src/postgres/types.js';
import { hasErrors } from '../../../src/source/diagnostic.js';
import { formatDiagnostics } from '../../../src/source/format-diagnostics.js';
import type { Diagnostic } from '../../../src/source/types.js';
import { readViews, withViewNullability } from '../../../src/statements/analyse.js';
import type { ViewDefinitions } from '../../../src/statements/analyse/types.js';
import type { FieldStatement } from '../../../src/statements/types.js';
import { typeStatements } from '../../../src/statements/type-statements.js';
import { publicFaceSql } from '../../../src/tenancy/public-face.js';
import { runStatement, type Answer, type Call } from '../support/run-statement.js';

/** A template loaded on a real server, and everything that the statements room is given. */
export interface World {
  readonly server: PostgresServer;
  readonly database: ScratchDatabase;
  readonly catalog: Catalog;
  readonly views: ViewDefinitions;
  readonly names: Names;
  readonly settings: Settings;
  readonly grammar: Grammar;
  close(): Promise<void>;
}

/** Settings as a project with these files would have them; mistakes in them are thrown. */
export async function settingsOf(files: Readonly<Record<string, string>>): Promise<Settings> {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-statements-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const settings = await readSettings(root, await readConfig(root, null));
    if (hasErrors(settings.diagnostics)) throw new Error(formatDiagnostics(settings.diagnostics, new Map(settings.sources.map(({ path, text }) => [path, text])), { color: false }));
    return settings;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Loads `template` (one SQL file) with the settings of `files`. `shared` is the schema beside the tenants. */
export async function openWorld(template: string, files: Readonly<Record<string, string>> = {}, shared = ''): Promise<World> {
  const [server, grammar, settings] = await Promise.all([startServer({ version: 17 }), loadGrammar(), settingsOf(files)]);
  const { config } = settings;
  const sources = [{ path: 'tenant_template/a.sql', text: template }, ...(shared === '' ? [] : [{ path: 'shared/a.sql', text: shared }])];
  let read: Catalog | null = null;
  const database = await openPrepared(server, `test ${Math.random()}`, async (scratch) => {
    const loaded = await loadTemplate({ database: scratch, grammar, files: sources, config, publicFace: publicFaceSql(config) });
    const mistakes = loaded.diagnostics.filter(({ severity }) => severity === 'error');
    if (mistakes.length > 0) throw new Error(JSON.stringify(mistakes));
    read = await readCatalog({ database: scratch, config, template: loaded.value });
  });
  if (read === null) throw new Error('no catalog');
  const views = await readViews(database.owner);
  const catalog = withViewNullability(read, views);
  const names = chooseNames(catalog, settings).value;
  const close = async (): Promise<void> => {
    await database.drop();
    await server.stop();
  };
  return { server, database, catalog, views, names, settings, grammar, close };
}

/** What the room makes of a spec over a world's template: fields, and each mistake as `severity CODE text it points at`. */
export interface Typed {
  readonly fields: ReadonlyMap<string, FieldStatement>;
  readonly said: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `yaml` is resolvers.yaml without its version; further files of resolvers/ by path. */
export async function typeSpec(world: World, yaml: string, files: Readonly<Record<string, string>> = {}): Promise<Typed> {
  const all: Readonly<Record<string, string>> = { 'resolvers.yaml': `version: 1\n${yaml}`, ...files };
  const { spec } = await settingsOf(all);
  const { value, diagnostics } = await typeStatements({ ...world, settings: { ...world.settings, spec } });
  const said = diagnostics.map(({ severity, code, span }) => `${severity} ${code} ${span === null ? '' : (all[span.file] ?? '').slice(span.start, span.end)}`);
  return { fields: new Map(value.map((field) => [`${field.parent}.${field.field}`, field])), said, diagnostics };
}

/** Runs a field's statement as a role of the config (default: admins). */
export function runField(world: World, typed: Typed, name: string, call: Call = {}): Promise<Answer> {
  const field = typed.fields.get(name);
  if (field === undefined) throw new Error(`${name}: ${typed.said.join('; ')}`);
  return runStatement(world.database.admin, world.catalog.templateSchema, field, call, probeRole(world.settings.config, call.role ?? 'admins'));
}

export function sqlOf(field: FieldStatement | undefined): string {
  const pieces = field?.statement?.variants[0]?.sql ?? [];
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.kind === 'part' ? piece.sql : `<${piece.kind}>`)).join('');
}
