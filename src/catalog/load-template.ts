import type { Client } from 'pg';
import type { Config } from '../config/types.js';
import type { Grammar } from '../parse/types.js';
import { hasErrors } from '../source/diagnostic.js';
import { inTurns } from '../source/steps.js';
import type { SourceFile, Staged } from '../source/types.js';
import { checkBodies } from './check-bodies.js';
import { installedExtensions, installExtensions, type InstalledExtensions } from './extensions.js';
import type { FailedNames } from './failed-names.js';
import { immutableCallers } from './immutable-callers.js';
import { makeViewsInvokers, reviewViews } from './invoker-views.js';
import { homeOf, searchPathOf, type LoadStep } from './load-step.js';
import { moveExtensionNames } from './move-extension-names.js';
import { pinRoutines, reviewRoutines } from './pin-routines.js';
import { planLoadInSteps, type LoadPlan } from './plan-load.js';
import { defaultGrantsSql, ownerRole, prepareSchemas } from './prepare-schemas.js';
import { madeByName, readMade, startRecording, stopRecording } from './record-made.js';
import { readRoutines } from './routines.js';
import { runSteps } from './run-steps.js';
import { toSpans, type LoadedTemplate, type RawMade } from './spans.js';
import { statementParts } from './statement-parts.js';
import { textsNamingTemplate } from './template-texts.js';

export interface LoadInput {
  /** Empty; its two sessions outside any transaction. */
  readonly database: { readonly admin: Client; readonly owner: Client };
  readonly grammar: Grammar;
  /** All SQL files: those under `shared/` make the schema beside the tenants. */
  readonly files: readonly SourceFile[];
  readonly config: Config;
  /** SQL of schema `cognition`: `publicFaceSql(config)` of the tenancy room. */
  readonly publicFace: string;
  /** What `planLoad` makes of these files, for who has begun with it before there was a database. */
  readonly plan?: Promise<Staged<LoadPlan>>;
  /** Called when the server has been given all statements: it will be busy for a while. */
  readonly sent?: () => void;
}

const nothing: LoadedTemplate = { statements: [], made: [] };

/**
 * Runs the template in an empty scratch database as its owner, a role without attributes. Every mistake in the SQL is a
 * diagnostic at its place, all of a run together; with errors among them the database is not to be used. What comes
 * back tells `readCatalog` where things were written.
 *
 * @throws what `pg` throws when a connection breaks, or for our own bugs
 */
export async function loadTemplate(input: LoadInput): Promise<Staged<LoadedTemplate>> {
  const planned = input.plan ?? inTurns(planLoadInSteps(input.grammar, input.files, input.config));
  const [plan, role] = await Promise.all([planned, ownerRole(input.database.owner), prepareSchemas(input.database, input.config, input.publicFace)]);
  const diagnostics = [...plan.diagnostics];
  if (diagnostics.some((one) => one.severity === 'error' && fatal.has(one.code))) return { value: nothing, diagnostics };
  const { admin, owner } = input.database;
  diagnostics.push(...(await installExtensions(admin, plan.value.extensions)));
  const steps = toSteps(plan.value, await installedExtensions(admin, plan.value.extensions), input);
  const recording = await startRecording(admin, role);
  const running = runSteps(owner, steps, plan.value.leftOut);
  input.sent?.();
  const ran = await running;
  diagnostics.push(...ran.diagnostics);
  const finished = await finish(input, { plan: plan.value, steps, failed: ran.failed, recording, refused: hasErrors(diagnostics) });
  if (recording) await stopRecording(admin);
  return { value: finished.value, diagnostics: [...diagnostics, ...finished.diagnostics] };
}

/** After these the rest of the files says nothing new: it fails for want of what is not there, or out of order. */
const fatal: ReadonlySet<string> = new Set(['PGC101', 'PGC104', 'PGC168']);

function toSteps(plan: LoadPlan, installed: InstalledExtensions, input: LoadInput): readonly LoadStep[] {
  return plan.run.map((statement, index): LoadStep => {
    const moved = moveExtensionNames(input.grammar, statement, installed);
    const home = homeOf(statement, input.config.templateSchema);
    return { statement, index, text: moved?.text ?? statement.text, moved, home, searchPath: searchPathOf(statement, home) };
  });
}

interface Ran {
  readonly plan: LoadPlan;
  readonly steps: readonly LoadStep[];
  readonly failed: FailedNames;
  readonly recording: boolean;
  /** Errors were found: only more of them are looked for. */
  readonly refused: boolean;
}

/** The rest of the loading transaction: what the tool adds, and what can be said when all is there. */
async function finish(input: LoadInput, ran: Ran): Promise<Staged<LoadedTemplate>> {
  const { owner } = input.database;
  await owner.query(`set local pgcog.statement = ''; set local search_path = pg_catalog`);
  const made = ran.recording ? await readMade(owner) : await madeByName(owner, ran.steps);
  const routines = await readRoutines(owner, input.config);
  await pinRoutines(owner, routines, input.grammar);
  const views = await makeViewsInvokers(owner, input.config);
  if (input.config.defaultGrants) await owner.query(defaultGrantsSql(input.config));
  const loaded = toLoaded(input, ran.steps, made);
  const spans = toSpans(loaded);
  const diagnostics = [
    ...(await checkBodies(owner, { routines, made, steps: ran.steps, unchecked: ran.plan.uncheckedBodies, failed: ran.failed })),
    ...reviewRoutines(routines, input.grammar, spans, input.config),
    ...textsNamingTemplate(routines, input.grammar, { spans, made, steps: ran.steps }, input.config),
    ...reviewViews(views, spans),
    ...(await immutableCallers(owner, ran.steps, { spans, config: input.config })),
  ];
  await owner.query(ran.refused ? 'rollback' : 'commit');
  return { value: loaded, diagnostics };
}

function toLoaded(input: LoadInput, steps: readonly LoadStep[], made: readonly RawMade[]): LoadedTemplate {
  const texts = new Map(input.files.map((file) => [file.path, file.text]));
  return { statements: steps.map(({ statement }) => statementParts(statement, texts.get(statement.span.file) ?? '')), made };
}
