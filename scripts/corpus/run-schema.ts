import { join } from 'node:path';
import { generate, type Generated } from '../../generators/generate.js';
import type { Engine } from '../../src/config/types.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { formatDiagnostics } from '../../src/source/format-diagnostics.js';
import type { Diagnostic } from '../../src/source/types.js';
import { checkFiles, checkTemplates } from './check-files.js';
import { writeFiles, writeProject } from './corpus-project.js';
import { moreSpec, offeredFunctions, type Made } from './more-spec.js';
import type { CorpusSchema } from './read-schemas.js';
import { tally } from './tally.js';
import type { LeftOut, SchemaReport, Tally } from './types.js';
import { writtenObjects } from './written-objects.js';

export interface SchemaInput {
  readonly schema: CorpusSchema;
  readonly roles: readonly string[];
  readonly server: PostgresServer;
  /** Files are written below it: `js/` and `vtl/`. */
  readonly folder: string;
}

const silent = { step: (): void => undefined, done: (): void => undefined };
const isMade = (done: Generated): done is Generated & Made => done.graphql !== null && done.catalog !== null && done.names !== null;

async function run({ schema, roles, server, folder }: SchemaInput, engine: Engine, more: string): Promise<Generated> {
  const root = join(folder, engine);
  writeProject(root, { schema, roles, engine, more });
  return generate({ root, configPath: null, startServer: () => Promise.resolve(server), progress: silent });
}

function said(done: Generated): readonly string[] {
  const errors = done.diagnostics.filter(({ severity }) => severity === 'error');
  return errors.length === 0 ? [] : [formatDiagnostics(errors, new Map(done.source.map(({ path, text }) => [path, text])), { color: false })];
}

const filesOf = (done: Generated): ReadonlyMap<string, string> =>
  new Map((done.changes ?? []).flatMap((change) => (change.kind === 'write' ? [[change.path, change.text] as const] : [])));

/** Entries of `functions:` that a run refuses, as indexes into {@link offeredFunctions}. */
function refusedFunctions(done: Generated, more: string): readonly { readonly index: number; readonly diagnostic: Diagnostic }[] {
  const spec = done.diagnostics.filter(({ code, span }) => code === 'PGC290' && span?.file === 'resolvers.yaml');
  const before = `version: 1\ncrud: '*'\nrelations: auto\n`.length;
  return spec.map((diagnostic) => ({ index: more.slice(0, (diagnostic.span?.start ?? 0) - before).split('\n').length - 2, diagnostic }));
}

interface Full {
  readonly done: Generated;
  readonly more: string;
  readonly leftOut: readonly LeftOut[];
  readonly taken: number;
}

/** All functions that are taken, found by trying. */
async function runFull(input: SchemaInput, base: Generated & Made): Promise<Full> {
  const without = new Map<number, LeftOut>();
  for (;;) {
    const offered = offeredFunctions(base, new Set(without.keys()));
    const more = moreSpec(base, new Set(without.keys()));
    const done = await run(input, 'js', more);
    const refused = refusedFunctions(done, more);
    for (const { index, diagnostic } of refused) {
      const fn = offered[index];
      if (fn !== undefined) without.set(fn.oid, { object: `function ${fn.signature}`, code: diagnostic.code, reason: diagnostic.message });
    }
    const unnamed = base.names.leftOut.filter(({ object }) => object.startsWith('function '));
    if (refused.length === 0) return { done, more, leftOut: [...unnamed, ...without.values()], taken: offered.length };
  }
}

/** One schema through the whole generator, three times: as it is, with its functions, and those in VTL. */
export async function runSchema(input: SchemaInput): Promise<SchemaReport> {
  const started = performance.now();
  const { name, sql } = input.schema;
  const base = await run(input, 'js', '');
  const warnings = base.diagnostics.filter(({ severity }) => severity === 'warning').map(({ code }) => code);
  const report = (counted: Tally, failures: readonly string[], resolvers: number): SchemaReport =>
    ({ name, tally: counted, failures, warnings, resolvers, seconds: (performance.now() - started) / 1000 });
  if (hasErrors(base.diagnostics) || !isMade(base)) return report(await writtenObjects(`${name}.sql`, sql), said(base), 0);
  const full = await runFull(input, base);
  const vtl = await run(input, 'vtl', full.more);
  const [jsFiles, vtlFiles] = [filesOf(full.done), filesOf(vtl)];
  writeFiles(join(input.folder, 'js'), jsFiles);
  const counted = tally(base, full);
  const silently = counted.leftOut.filter(({ code }) => code === '?').map(({ object }) => `${object} is left out silently`);
  const plans = full.done.resolvers?.resolvers ?? [];
  const failures = [...said(full.done), ...said(vtl), ...silently, ...checkFiles(filesOf(base)), ...checkFiles(jsFiles), ...checkTemplates(plans, jsFiles, vtlFiles)];
  return report(counted, failures, plans.length);
}
