import { planLoad } from '../../src/catalog/plan-load.js';
import { cutTemplate } from '../../generators/pgcog/read-template.js';
import { MigrationRefused } from '../../src/migrations/ledger/migration-refused.js';
import { lostContents, readContents, type Contents } from '../../src/migrations/prove/contents.js';
import { touchedBy } from '../../src/migrations/prove/touched.js';
import { unaskedLines } from '../../src/migrations/run/preflight/join-unasked.js';
import { migrateUp, RowsInTheWay } from '../../src/migrations/run/migrate-up.js';
import type { RunOptions } from '../../src/migrations/run/types.js';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import type { ScratchDatabase } from '../../src/postgres/types.js';
import { compareFingerprints } from '../../src/tenancy/fingerprint/compare-fingerprints.js';
import { fingerprintSql } from '../../src/tenancy/fingerprint/fingerprint-sql.js';
import { fingerprint } from '../../src/tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../src/tenancy/fingerprint/types.js';
import { fillTables } from '../../src/tenancy/isolation/fill-tables.js';
import { installTemplate, type Template } from '../../src/tenancy/template/install-template.js';
import { createTenant } from '../../src/tenancy/tenants/create-tenant.js';
import type { Fleet } from './open-fleets.js';
import { pairFile, type WrittenPair } from './plan-pair.js';
import type { Pair } from './read-pairs.js';
import type { PairResult, Tools } from './types.js';

type Migrated = Pick<PairResult, 'outcome' | 'reasons' | 'filled' | 'inTheWay'>;

/** What one fleet is taken through. */
interface Journey {
  readonly tools: Tools;
  readonly fleet: Fleet;
  readonly pair: Pair;
  readonly written: WrittenPair;
}

/**
 * The old state as a template with three tenants that have rows, all taken to the new one by the runner: then all four
 * must be as `fresh`, into which the new state was loaded, and the rows still there.
 */
export async function migratePair(journey: Journey, fresh: ScratchDatabase): Promise<Migrated> {
  const { tools, fleet, pair, written } = journey;
  await installTemplate(fleet.master, await templateOf(journey, pair.old));
  for (const name of fleet.tenants) await createTenant(fleet.master, { name, displayName: name });
  await fillTenants(fleet);
  let before = await contentsOf(fleet);
  const filled = [...(before[0] ?? new Map<string, never>()).values()].filter(({ rows }) => rows > 0).length;
  const first = await up(journey);
  const inTheWay = written.emptied.length === 0 || first.refused === null ? null : first.refused instanceof RowsInTheWay ? 'preflight' : first.unasked.length > 0 ? 'unasked' : 'run';
  if (inTheWay !== null) {
    await makeRoom(journey);
    before = await contentsOf(fleet);
  }
  const ended = inTheWay === null ? first : await up(journey);
  const done = { filled, inTheWay } as const;
  if (ended.refused !== null) return { ...done, outcome: 'stopped', reasons: [said(ended.refused)] };
  const wrong = [...(await differences(tools, fleet, fresh)), ...lost(tools, written, before, await contentsOf(fleet)), ...(await notCurrent(journey))];
  if (wrong.length > 0) return { ...done, outcome: 'wrong', reasons: wrong };
  return { ...done, outcome: 'done', reasons: inTheWay === null || inTheWay === 'preflight' || first.refused === null ? [] : [said(first.refused), ...first.unasked] };
}

const said = ({ code, message }: MigrationRefused): string => `${code} ${message}`;

async function templateOf({ tools: { grammar, config }, fleet }: Journey, text: string): Promise<Template> {
  const file = pairFile(text);
  const plan = planLoad(grammar, [file], config).value;
  const program = await cutTemplate(fleet.master, new AbortController().signal, { plan, grammar, texts: new Map([[file.path, text]]) }, config);
  return { config, plan, program };
}

async function fillTenants({ admin, tenants }: Fleet): Promise<void> {
  for (const [n, name] of tenants.entries()) {
    await admin.query(`set session authorization ${quoteIdentifier(`${name}_owner`)}; set search_path = pg_catalog`);
    await fillTables(admin, admin, { name, marker: `tenant${'abc'[n] ?? ''}` });
    await admin.query('reset session authorization; reset search_path');
  }
}

async function contentsOf({ admin, tenants }: Fleet): Promise<readonly Contents[]> {
  const all: Contents[] = [];
  for (const name of tenants) all.push(await readContents(admin, name));
  return all;
}

function optionsOf(journey: Journey): RunOptions {
  const { tools: { grammar, config }, fleet, pair, written } = journey;
  return {
    session: fleet.master, lasting: true, connect: fleet.connect, grammar, config, files: written.files, template: () => templateOf(journey, pair.new),
    tenants: null, canary: 1, parallel: 2, continueOnError: true, skipFailing: false, verify: false, limits: { lock: 3000, statement: 60_000, outside: 60_000 },
    batchSize: 1, tries: 5, pause: 50, signal: new AbortController().signal, onEvent: () => undefined,
  };
}

interface Ended {
  /** Null: all tenants are there. */
  readonly refused: MigrationRefused | null;
  /** What was told beforehand of steps that rows may be in the way of, and cannot be asked about. */
  readonly unasked: readonly string[];
}

async function up(journey: Journey): Promise<Ended> {
  const unasked: string[] = [];
  const onEvent: RunOptions['onEvent'] = (event) => void (event.event === 'unasked' && unasked.push(...unaskedLines([event])));
  try {
    const [first] = (await migrateUp({ ...optionsOf(journey), onEvent })).failures;
    return { refused: first === undefined ? null : new MigrationRefused('PGC645', `in ${first.tenant}, ${first.migration} step ${first.step}: ${first.why}`, ''), unasked };
  } catch (thrown) {
    if (thrown instanceof MigrationRefused) return { refused: thrown, unasked };
    throw thrown;
  }
}

/** As somebody does who is told that these rows are in the way. */
async function makeRoom({ fleet: { admin, tenants }, written: { emptied } }: Journey): Promise<void> {
  for (const tenant of tenants) await admin.query(`truncate ${emptied.map((table) => `${quoteIdentifier(tenant)}.${table}`).join(', ')} cascade`);
}

async function differences({ config }: Tools, { admin, tenants }: Fleet, fresh: ScratchDatabase): Promise<readonly string[]> {
  const roles = config.roles.map(({ name }) => name);
  await fresh.admin.query(fingerprintSql());
  const wanted = await fingerprint(fresh.admin, { schema: config.templateSchema, roles, template: true });
  const { rows } = await admin.query<{ reference: string }>('select reference from cognition.template_programs where current');
  const template = rows[0]?.reference ?? '';
  const found: Fingerprint[] = [];
  for (const schema of [template, ...tenants]) found.push(await fingerprint(admin, { schema, roles, template: schema === template }));
  return found.flatMap((actual) => compareFingerprints(wanted, actual).map(({ object, kind, details }) => `${actual.schema === template ? 'the template' : 'a tenant'}: ${object} ${kind} ${details.join('; ')}`));
}

function lost({ grammar }: Tools, { plan, answers, emptied }: WrittenPair, before: readonly Contents[], after: readonly Contents[]): readonly string[] {
  const excuses = { hazards: plan.hazards, emptied, answers, touched: touchedBy(grammar, plan.steps) };
  return before.flatMap((held, at) => lostContents(held, after[at] ?? new Map(), excuses));
}

/** A second run must find nothing to do. */
async function notCurrent(journey: Journey): Promise<readonly string[]> {
  const { template, migrated, behind } = await migrateUp(optionsOf(journey));
  return template.length === 0 && migrated.length === 0 && behind === 0 ? [] : [`a second run does something: ${JSON.stringify({ template, migrated, behind })}`];
}
