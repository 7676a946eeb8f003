import type { Client } from 'pg';
import type { Config } from '../../config/types.js';
import type { Grammar } from '../../parse/types.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { compareFingerprints } from '../../tenancy/fingerprint/compare-fingerprints.js';
import { fingerprintSql } from '../../tenancy/fingerprint/fingerprint-sql.js';
import { fingerprint } from '../../tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../tenancy/fingerprint/types.js';
import { fillTables } from '../../tenancy/isolation/fill-tables.js';
import { planMigration } from '../plan/plan-migration.js';
import type { Answers, MigrationPlan } from '../types.js';
import { lostContents, readContents } from './contents.js';
import { touchedBy } from './touched.js';
import { runPlanned, type StepTrouble } from './run-planned.js';

export interface ProveInput {
  /** A database that holds the old state. It is used up: afterwards it holds the new one, with rows. */
  readonly from: { readonly admin: Client; readonly owner: Client };
  /** Superuser's session in a database that holds the new state. */
  readonly to: Client;
  readonly plan: Pick<MigrationPlan, 'steps' | 'hazards'>;
  readonly config: Config;
  readonly answers: Answers;
  readonly grammar: Grammar;
}

/** What has been seen. */
export interface Proof {
  /** Tables of the old state that could be given rows. */
  readonly filled: number;
  /** Tables that had to be emptied for a step, since rows that were made up did not fit: a matter of the preflight. */
  readonly emptied: readonly string[];
}

/**
 * Runs the steps over the old state with rows in its tables. Then it must be the new one by fingerprint, planning again
 * must give nothing, and rows must be there still, save where the plan says otherwise.
 *
 * @throws what `pg` throws when a connection breaks
 */
export async function proveMigration(input: ProveInput): Promise<Staged<Proof>> {
  const { from, to, config } = input;
  await fill(input);
  const before = await readContents(from.admin, config.templateSchema);
  const trouble = await runPlanned(from, input.plan.steps, { schema: config.templateSchema, grammar: input.grammar, filled: new Set(Object.keys(input.answers.fill)) });
  const proof: Proof = { filled: [...before.values()].filter(({ rows }) => rows > 0).length, emptied: trouble.emptied };
  if (trouble.failed !== null) return { value: proof, diagnostics: [failedStep(trouble.failed)] };
  const differences = await differ(from.admin, to, config);
  const lost = lostContents(before, await readContents(from.admin, config.templateSchema), { hazards: input.plan.hazards, emptied: trouble.emptied, answers: input.answers, touched: touchedBy(input.grammar, input.plan.steps) });
  const again = differences.length > 0 ? [] : await plannedAgain(input);
  return { value: proof, diagnostics: [...differences, ...lost.map((text) => ({ ...problem('PGC652', text), hint: 'If it is meant, the migration says so: `-- hazard deletes-data: table orders`, or `column orders.note`.' })), ...again] };
}

async function fill({ from, config }: ProveInput): Promise<void> {
  await from.owner.query('set search_path = pg_catalog');
  await fillTables(from.admin, from.owner, { name: config.templateSchema, marker: 'pgcogproof' });
}

function failedStep({ sql, message }: StepTrouble): Diagnostic {
  return { ...problem('PGC651', `the migration does not run: ${message}: ${sql}`), hint: 'Write the migration by hand: `pgcog-gen migration` proves it as well.' };
}

async function differ(actual: Client, wanted: Client, config: Config): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const schema of [config.templateSchema, 'shared']) {
    const differences = compareFingerprints(await look(wanted, schema, config), await look(actual, schema, config));
    found.push(...differences.map(({ object, kind, details }) => problem('PGC652', `after the migration ${object} is not as in the template: ${kind}${details.length === 0 ? '' : `, ${details.join('; ')}`}`)));
  }
  return found;
}

async function look(client: Client, schema: string, config: Config): Promise<Fingerprint> {
  await client.query('begin');
  try {
    await client.query(fingerprintSql());
    return await fingerprint(client, { schema, roles: config.roles.map((role) => role.name), template: true });
  } finally {
    await client.query('rollback');
  }
}

async function plannedAgain({ from, to, config, grammar }: ProveInput): Promise<readonly Diagnostic[]> {
  const again = await planMigration({ from: from.admin, to, config, grammar, answers: { renames: [], using: {}, fill: {}, allow: [] } });
  return [...again.diagnostics, ...again.value.steps.map(({ sql }) => problem('PGC653', `after the migration there is still a difference: ${sql}`))];
}

function problem(code: string, message: string): Diagnostic {
  return { code, severity: 'error', message, span: null, hint: null, related: [] };
}
