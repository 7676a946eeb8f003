import type { Client } from 'pg';
import type { Config } from '../../config/types.js';
import type { Grammar } from '../../parse/types.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { Answers, Hazard, MigrationPlan, PlannedStep, Question } from '../types.js';
import { castStatements, readCasts } from './cast-gaps.js';
import { engineActions } from './engine.js';
import { heldDomains } from './held-domains.js';
import { mendOrder } from './mend-order.js';
import { gapStatements, readGaps } from './partition-gaps.js';
import type { Bases } from './read-facts.js';
import { sharedAround } from './shared-around.js';
import { dependsOnRename, inheritAsked, keptNames, renameCandidates, renameQuestions } from './renames.js';
import { settleRenames, type Settled } from './settle-renames.js';
import { inTemplateNames, namesSchema } from './template-names.js';
import { inTransaction, onceForAll, plannedSchemas, readTemplateState, type TemplateState } from './template-state.js';
import { readUnseen, undoneBy, unseenStatements } from './unseen-parts.js';
import { toDrafts } from './to-drafts.js';
import { Trial } from './trial.js';
import { readUnmodelled, unplanned } from './unmodelled.js';
import { badExpressions, unusedAnswers } from './unused-answers.js';
import { tableKey, type Change, type Draft, type Work } from './work.js';

export interface PlanInput {
  /** Superuser's session in a database that holds the old state; outside any transaction. It stays as it is. */
  readonly from: Client;
  /** The same of the new state. */
  readonly to: Client;
  readonly config: Pick<Config, 'templateSchema'>;
  readonly answers: Answers;
  readonly grammar: Grammar;
  /** The id of the migration before; absent: there is none. */
  readonly after?: string | null;
  /** What was read of them before; what is absent is read. */
  readonly known?: { readonly from?: TemplateState | undefined; readonly to?: TemplateState | undefined };
}

/**
 * The steps that take the template and `shared` from one state to the other, with the hazards in them and what has to be
 * asked before they can be written down. With questions left the steps are what can be said so far.
 *
 * @throws what `pg` throws when a connection breaks
 */
export async function planMigration(input: PlanInput): Promise<Staged<MigrationPlan>> {
  const bad = badExpressions(input.grammar, input.answers);
  if (bad.length > 0) return { value: { steps: [], hazards: [], questions: [] }, diagnostics: bad };
  const to = input.known?.to ?? (await readTemplateState(input.to, input.config));
  return inTransaction(input.from, () => planWithin(input, to));
}

/** In the transaction that is open on the old state: renames are made in there. */
async function planWithin(input: PlanInput, to: TemplateState): Promise<Staged<MigrationPlan>> {
  const { from, grammar, answers, config: { templateSchema } } = input;
  const schemas = plannedSchemas(input.config);
  await from.query('set local search_path = pg_catalog');
  const trial = new Trial(from);
  const owner = await ownerOf(from, templateSchema);
  const settled = await settleRenames({ from, facts: input.known?.from?.facts ?? null, to: to.facts, partIndexes: to.partIndexes, wholeIndexes: to.gaps.wholeIndexes, schemas, templateSchema, answers, grammar, trial });
  const actions = engineActions(settled.bases.from, settled.bases.to);
  if (typeof actions === 'string') return refused(actions);
  // What was made in the old state is not in what was read before.
  const old = settled.first.length === 0 ? input.known?.from : undefined;
  const unseen = unseenStatements(old?.unseen ?? (await readUnseen(from, schemas)), to.unseen, undoneBy(grammar, actions.map(({ sql }) => sql)));
  const open = unplanned(old?.unmodelled ?? (await readUnmodelled(from, schemas)), to.unmodelled);
  const casts = castStatements(old?.casts ?? (await readCasts(from, schemas)), to.casts);
  const last = [...gapStatements(old?.gaps ?? (await readGaps(from, schemas)), to.gaps), ...unseen, ...casts.last];
  const changes = mendOrder(grammar, settled.bases.from, { first: [...settled.first, ...casts.first], actions, last });
  const asked: Question[] = [];
  const work = workOf(input, settled, { trial, changes, wholeIndexes: to.gaps.wholeIndexes, ask: (question) => void asked.push(question) });
  const held = await heldDomains(changes, work, input.to);
  const drafts = await toDrafts(changes, work);
  const questions = allQuestions(asked, drafts, { bases: settled.bases, templateSchema }, answers);
  await from.query('set local check_function_bodies = off');
  const rules = { grammar, templateSchema, owner, ...settled.bases, trial, after: input.after ?? null };
  const { steps, more, diagnostics } = await sharedAround(rules, drafts, (one) => toStep(one, rules));
  return { value: { steps, hazards: hazardsOf([...drafts, ...more]), questions }, diagnostics: [...open, ...held, ...diagnostics, ...unusedAnswers(answers, { renamed: settled.renamed, used: work.used, kept: keptNames(settled.bases, templateSchema) })] };
}

/** What may turn out not to be a question at all is asked when it is known what was renamed. */
function allQuestions(asked: readonly Question[], drafts: readonly Draft[], { bases, templateSchema }: { readonly bases: Bases; readonly templateSchema: string }, answers: Answers): readonly Question[] {
  const candidates = renameCandidates(bases, templateSchema);
  const renames = renameQuestions(candidates, answers);
  const sure = [...renames, ...asked.filter((one) => !dependsOnRename(one, renames, candidates))];
  return [...sure, ...allowQuestions(drafts, new Set([...sure.map(({ object }) => object), ...inheritAsked(renames, bases, templateSchema)]), answers)];
}

async function ownerOf(client: Client, schema: string): Promise<string> {
  const { rows } = await client.query<{ owner: string }>('select r.rolname::text as owner from pg_namespace n join pg_roles r on r.oid = n.nspowner where n.nspname = $1', [schema]);
  return rows[0]?.owner ?? '';
}

function refused(reason: string): Staged<MigrationPlan> {
  const diagnostic: Diagnostic = { code: 'PGC650', severity: 'error', message: `no migration can be planned: ${reason}`, span: null, hint: 'Write the migration by hand: `pgcog-gen migration` proves it as well.', related: [] };
  return { value: { steps: [], hazards: [], questions: [] }, diagnostics: [diagnostic] };
}

function workOf({ grammar, config, answers }: PlanInput, { bases }: Settled, rest: { readonly trial: Trial; readonly changes: readonly Change[]; readonly wholeIndexes: ReadonlySet<string>; readonly ask: Work['ask'] }): Work {
  return { grammar, config, answers, ...bases, used: new Set(), trial: rest.trial, ask: rest.ask, wholeIndexes: rest.wholeIndexes, fresh: freshTables(rest.changes) };
}

/** What the engine makes anew counts too: it is empty. */
function freshTables(changes: readonly Change[]): ReadonlySet<string> {
  return new Set(changes.flatMap(({ read }) => (read.tag === 'CreateStmt' && read.table !== null ? [tableKey(read.table)] : [])));
}

/** Data that goes must be allowed, unless the question is asked already whether it goes. */
function allowQuestions(drafts: readonly Draft[], known: ReadonlySet<string>, { allow }: Answers): readonly Question[] {
  if (allow.includes('deletes-data')) return [];
  const lost = drafts.flatMap(({ hazards }) => hazards).filter(({ kind, object }) => kind === 'deletes-data' && !known.has(object));
  return lost.map(({ object }) => ({ kind: 'allow', object, text: `${object} is dropped, and what it holds with it`, flags: ['--allow deletes-data'] }));
}

/** Each once. */
function hazardsOf(drafts: readonly Draft[]): readonly Hazard[] {
  return [...new Map<string, Hazard>(drafts.flatMap((one) => one.hazards).map((hazard) => [`${hazard.kind} ${hazard.object}`, hazard])).values()];
}

function toStep({ kind, sql, batch, comment }: Draft, rules: { readonly grammar: Grammar; readonly templateSchema: string; readonly owner: string }): PlannedStep {
  return { kind, home: isShared(rules, sql) ? 'shared' : 'tenant', sql: inTemplateNames(rules.grammar, sql, rules), batch, comment };
}

/** It names nothing of the template; extensions are the database's. */
function isShared({ grammar, templateSchema }: { readonly grammar: Grammar; readonly templateSchema: string }, sql: string): boolean {
  return !namesSchema(grammar, sql, templateSchema) && (onceForAll.some((schema) => namesSchema(grammar, sql, schema)) || grammar.parse(sql).statements[0]?.tag === 'CreateExtensionStmt');
}
