import { createHash } from 'node:crypto';
import { loadTemplate } from '../src/catalog/load-template.js';
import { planLoadInSteps, type LoadPlan } from '../src/catalog/plan-load.js';
import { readCatalog } from '../src/catalog/read-catalog.js';
import { reviewCatalog } from '../src/catalog/review-catalog.js';
import type { Catalog } from '../src/catalog/types.js';
import type { Config } from '../src/config/types.js';
import type { Grammar } from '../src/parse/types.js';
import { openPrepared } from '../src/postgres/prepared.js';
import type { PostgresServer, ScratchDatabase } from '../src/postgres/types.js';
import { hasErrors } from '../src/source/diagnostic.js';
import { inTurns } from '../src/source/steps.js';
import type { Diagnostic, SourceFile, Staged } from '../src/source/types.js';
import { readViews, withViewNullability, withViewWrites } from '../src/statements/analyse.js';
import type { ViewDefinitions } from '../src/statements/analyse/types.js';
import { publicFaceSql } from '../src/tenancy/public-face.js';
import { build } from './version.js';

/** A database that holds the template, and what was read from it. */
export interface Prepared {
  readonly database: ScratchDatabase;
  readonly catalog: Catalog;
  readonly views: ViewDefinitions;
}

type Loaded = Prepared & { readonly diagnostics: readonly Diagnostic[] };

/** Carries the template's mistakes out of the preparation, so that a broken template is never kept. */
class TemplateMistakes extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super('the template has mistakes');
  }
}

/** Not compressed: that would take longer than all the rest of writing and reading it. */
const store = `create schema pgcog_meta; create table pgcog_meta.prepared (catalog text storage external not null, views text storage external not null, diagnostics text not null)`;

/** The same for the same template, settings and tool: then the loaded database can serve again. */
export function templateKey(files: readonly SourceFile[], config: Config): string {
  const { roles, knownRoles, templateSchema, defaultGrants } = config;
  const hash = createHash('sha256').update(JSON.stringify([build, store, roles, knownRoles, templateSchema, defaultGrants, publicFaceSql(config)]));
  for (const { path, text } of files) hash.update(JSON.stringify([path, text]));
  return hash.digest('hex').slice(0, 32);
}

/** What is to be prepared. */
export interface PrepareInput {
  /** Of {@link templateKey}. */
  readonly key: string;
  readonly grammar: Promise<Grammar>;
  readonly files: readonly SourceFile[];
  readonly config: Config;
  /** Of {@link planTemplate}, where it was begun before the server was there. */
  readonly plan: Promise<Staged<LoadPlan>> | null;
  /** Called when the server is busy with the template. */
  readonly sent: () => void;
}

/** The part of the loading that needs no server. */
export async function planTemplate({ grammar, files, config }: Pick<PrepareInput, 'grammar' | 'files' | 'config'>): Promise<Staged<LoadPlan>> {
  return inTurns(planLoadInSteps(await grammar, files, config));
}

async function load(database: ScratchDatabase, input: PrepareInput): Promise<Loaded> {
  const { files, config, plan, sent } = input;
  // Before the template: what it made there would be the template's.
  await database.admin.query(store);
  const loaded = await loadTemplate({
    database, grammar: await input.grammar, files, config, publicFace: publicFaceSql(config), plan: plan ?? planTemplate(input), sent,
  });
  if (hasErrors(loaded.diagnostics)) throw new TemplateMistakes(loaded.diagnostics);
  const [plain, views] = await Promise.all([readCatalog({ database, config, template: loaded.value }), readViews(database.prober)]);
  const catalog = withViewWrites(withViewNullability(plain, views), views);
  const diagnostics = [...loaded.diagnostics, ...reviewCatalog(catalog)];
  await database.admin.query('insert into pgcog_meta.prepared values ($1, $2, $3)', [catalog, views, diagnostics].map((one) => JSON.stringify(one)));
  return { database, catalog, views, diagnostics };
}

async function readKept(database: ScratchDatabase): Promise<Loaded> {
  const { rows } = await database.admin.query<Record<'catalog' | 'views' | 'diagnostics', string>>('select catalog, views, diagnostics from pgcog_meta.prepared');
  const row = rows[0];
  if (row === undefined) throw new Error(`prepared database ${database.name} holds no catalog`);
  const parsed = JSON.parse(`{"catalog":${row.catalog},"views":${row.views},"diagnostics":${row.diagnostics}}`) as Omit<Loaded, 'database'>;
  return { database, ...parsed };
}

/**
 * The template in a database of its own: loaded now, or the one that an earlier run loaded from the same texts.
 *
 * @returns null with errors where the template has mistakes
 */
export async function prepareDatabase(server: PostgresServer, input: PrepareInput): Promise<Staged<Prepared | null>> {
  let fresh: Loaded | null = null;
  try {
    const database = await openPrepared(server, `${input.key} ${server.version}`, async (scratch) => {
      fresh = await load(scratch, input);
    });
    const { diagnostics, ...made } = (fresh as Loaded | null) ?? (await readKept(database));
    return { value: { ...made, database }, diagnostics };
  } catch (error) {
    if (error instanceof TemplateMistakes) return { value: null, diagnostics: error.diagnostics };
    throw error;
  }
}
