import type { CorpusSchema } from '../../scripts/corpus/read-schemas.js';
import { noAnswers } from '../../generators/migration/read-answers.js';
import { replayMigrations } from '../../src/migrations/files/replay-migrations.js';
import { planMigration } from '../../src/migrations/plan/plan-migration.js';
import { proveMigration } from '../../src/migrations/prove/prove-migration.js';
import { runPlanned } from '../../src/migrations/prove/run-planned.js';
import { openScratch } from '../../src/postgres/scratch.js';
import type { ScratchDatabase } from '../../src/postgres/types.js';
import type { ControlServer } from '../../test/tenancy/control/control-server.js';
import { compareFingerprints } from '../../src/tenancy/fingerprint/compare-fingerprints.js';
import { fingerprintSql } from '../../src/tenancy/fingerprint/fingerprint-sql.js';
import { fingerprint } from '../../src/tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../src/tenancy/fingerprint/types.js';
import { createRandom } from '../support/random.js';
import { chooseChange, type ChosenChange } from './choose-change.js';
import { firstPlan, openTemplate, refuse, Refused, type OpenedTemplate, type Tools } from './open-template.js';
import { openTenants, type Tenants } from './open-tenants.js';
import { readSnapshot } from './read-snapshot.js';
import { addFile, emptyFolder, planAnswered, type Folder } from './write-next.js';

export interface ChangesInput extends Tools {
  readonly schema: CorpusSchema;
  readonly seed: number;
  readonly steps: number;
  readonly fleet: ControlServer;
  /** So often each kind was chosen, of all schemas. */
  readonly counts: Map<string, number>;
  readonly tenants: number;
  readonly print?: (line: string) => void;
}

export interface ChangesReport {
  readonly name: string;
  readonly done: number;
  /** Statements of all migrations but the first. */
  readonly statements: number;
  /** Migrations that the preflight held back until rows were gone. */
  readonly heldBack: number;
  readonly emptied: number;
  readonly seconds: number;
  /** What went wrong: where, and by which change. The changes behind it were not tried. */
  readonly failure: string | null;
}

/** The states between which a change is: databases that stay open from one to the next. */
interface States {
  /** The template as it is written now. */
  readonly now: OpenedTemplate;
  /** What the migrations have made: one without rows, and one with. */
  readonly replayed: ScratchDatabase;
  readonly proven: ScratchDatabase;
  readonly folder: Folder;
  readonly tenants: Tenants;
}

/** A schema of the corpus as a template with tenants, changed so many times by chance; all are compared after each change. */
export async function changeSchema(input: ChangesInput): Promise<ChangesReport> {
  const started = performance.now();
  // A schema alone goes the same way as among all.
  const random = createRandom([...input.schema.name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, input.seed));
  const chosen = new Map<string, number>();
  const roles = [...input.config.roles.map(({ name }) => `tenant_${name}`), 'application_admins'];
  const report = { name: input.schema.name, done: 0, statements: 0, heldBack: 0, emptied: 0 };
  const end = (failure: string | null): ChangesReport => ({ ...report, seconds: (performance.now() - started) / 1000, failure });
  let change: ChosenChange | null = null;
  let states: States | null = null;
  const opened: ScratchDatabase[] = [];
  try {
    states = await begin(input, opened);
    for (let tries = 0; report.done < input.steps; tries += 1) {
      if (tries > input.steps * 5) throw new Error('the loader takes hardly any change');
      change = null;
      change = await chooseChange({ has: await readSnapshot(states.replayed.admin, input.config.templateSchema), random, roles, owner: states.replayed.owner, counts: chosen });
      const before = performance.now();
      const next: Taken | null = await take(input, states, change, report.done);
      if (next === null) continue;
      states = next.states;
      for (const counts of [chosen, input.counts]) counts.set(change.kind, (counts.get(change.kind) ?? 0) + 1);
      report.done += 1;
      report.statements += next.statements;
      report.heldBack += next.heldBack ? 1 : 0;
      report.emptied += next.emptied;
      input.print?.(`${input.schema.name} ${report.done} ${change.kind} ${Math.round(performance.now() - before)} ms${next.heldBack ? ' held back' : ''}`);
    }
    change = null;
    await checkEnd(input, states);
    return end(null);
  } catch (error) {
    const said = change === null ? '' : ` by "${change.kind}":\n${change.sql.join(';\n')};`;
    return end(`${input.schema.name}, change ${report.done + 1}, seed ${input.seed}${said}\n${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  } finally {
    await states?.tenants.close();
    for (const database of [...opened, ...(states === null ? [] : [states.now.database])]) await database.drop();
  }
}

/** @param opened databases to be dropped at the end, whatever comes */
async function begin(input: ChangesInput, opened: ScratchDatabase[]): Promise<States> {
  const { schema, server, config, grammar } = input;
  const now = await openTemplate(input, [{ path: `tenant_template/${schema.name}.sql`, text: schema.sql }]);
  opened.push(now.database);
  const folder = addFile(input, emptyFolder, { plan: await firstPlan(input, now), name: 'init', template: now });
  const [replayed, proven] = [await openScratch(server), await openScratch(server)];
  for (const database of [replayed, proven]) {
    opened.push(database);
    refuse('the first migration does not run', await replayMigrations({ database, config, grammar, migrations: folder.migrations }));
  }
  await nothingLeft(input, replayed, now);
  const tenants = await openTenants(input.fleet, { config, grammar, template: now.template, files: folder.migrations, count: input.tenants });
  await tenants.fill();
  return { now, folder, replayed, proven, tenants };
}

interface Taken {
  readonly states: States;
  readonly statements: number;
  readonly heldBack: boolean;
  readonly emptied: number;
}

/** Template, migration, proof, file, fleet. Null: the template's functions do not hold any more, which the loader tells: nobody's change. */
async function take(input: ChangesInput, states: States, change: ChosenChange, done: number): Promise<Taken | null> {
  const { config, grammar } = input;
  const [file] = states.now.files;
  const now = await openTemplate(input, [{ path: file?.path ?? '', text: `${file?.text ?? ''}\n${change.sql.join(';\n')};\n` }]).catch(brokenBodies);
  if (now === null) return null;
  try {
    const { plan, answers } = await planAnswered(input, states.replayed.admin, now.database.admin, change);
    const proof = await proveMigration({ from: states.proven, to: now.database.admin, plan, config, answers, grammar });
    refuse(`it is not proven:\n${plan.steps.map(({ kind, sql }) => `    ${kind}: ${sql}`).join('\n')}\n`, proof.diagnostics);
    // The change has changed nothing: a default that was dropped twice.
    const folder = plan.steps.length === 0 ? states.folder : addFile(input, states.folder, { plan, name: `change_${done + 1}`, template: now });
    const again = await runPlanned(states.replayed, plan.steps, { schema: config.templateSchema, grammar, filled: new Set(Object.keys(answers.fill)) });
    if (again.failed !== null) throw new Error(`it does not run without rows: ${again.failed.message}: ${again.failed.sql}`);
    const heldBack = await states.tenants.up(folder.migrations, now.template, change.table);
    const { names } = states.tenants;
    await compare(now, states.tenants, [await states.tenants.reference(), names[done % names.length] ?? ''], config.roles.map(({ name }) => name));
    if (done % 7 === 6 || heldBack) await states.tenants.fill();
    await states.now.database.drop();
    return { states: { ...states, now, folder }, statements: plan.steps.length, heldBack, emptied: proof.value.emptied.length };
  } catch (error) {
    await now.database.drop();
    throw error;
  }
}

function brokenBodies(error: unknown): null {
  if (error instanceof Refused && error.codes.every((code) => code === 'PGC158')) return null;
  throw error;
}

async function compare({ database }: OpenedTemplate, tenants: Tenants, schemas: readonly string[], roles: readonly string[]): Promise<void> {
  const wanted = await lookAt(database, roles);
  for (const schema of schemas) {
    const found = compareFingerprints(wanted, await tenants.look(schema));
    if (found.length > 0) throw new Error(`${schema} is not as the template is made anew:\n${found.map(({ object, kind, details }) => `  ${object} ${kind} ${details.join('; ')}`).join('\n')}`);
  }
}

async function lookAt({ admin }: ScratchDatabase, roles: readonly string[]): Promise<Fingerprint> {
  await admin.query('begin');
  try {
    await admin.query(fingerprintSql());
    return await fingerprint(admin, { schema: 'tenant_template', roles, template: true });
  } finally {
    await admin.query('rollback');
  }
}

/** The template, every tenant, and all migrations one after the other. */
async function checkEnd(input: ChangesInput, { now, tenants, folder, proven }: States): Promise<void> {
  await compare(now, tenants, [await tenants.reference(), ...tenants.names], input.config.roles.map(({ name }) => name));
  await nothingLeft(input, proven, now);
  const database = await openScratch(input.server);
  try {
    refuse('the migrations do not run one after the other', await replayMigrations({ database, config: input.config, grammar: input.grammar, migrations: folder.migrations }));
    await nothingLeft(input, database, now);
  } finally {
    await database.drop();
  }
}

async function nothingLeft({ config, grammar }: ChangesInput, { admin }: ScratchDatabase, now: OpenedTemplate): Promise<void> {
  const { value, diagnostics } = await planMigration({ from: admin, to: now.database.admin, config, grammar, answers: noAnswers });
  refuse('planning again', diagnostics);
  const left = [...value.questions.map(({ text }) => text), ...value.steps.map(({ sql }) => sql)];
  if (left.length > 0) throw new Error(`a difference is left: ${left.join('; ')}`);
}
