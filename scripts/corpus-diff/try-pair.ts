import type { Pair } from './read-pairs.js';
import type { PairResult } from './run-pairs.js';
import { loadTemplate } from '../../src/catalog/load-template.js';
import type { Config } from '../../src/config/types.js';
import { planMigration } from '../../src/migrations/plan/plan-migration.js';
import { proveMigration } from '../../src/migrations/prove/prove-migration.js';
import type { Answers, MigrationPlan, Question } from '../../src/migrations/types.js';
import type { Grammar } from '../../src/parse/types.js';
import { openScratch } from '../../src/postgres/scratch.js';
import type { PostgresServer, ScratchDatabase } from '../../src/postgres/types.js';
import type { Diagnostic, Staged } from '../../src/source/types.js';
import { compareFingerprints } from '../../src/tenancy/fingerprint/compare-fingerprints.js';
import { fingerprintSql } from '../../src/tenancy/fingerprint/fingerprint-sql.js';
import { fingerprint } from '../../src/tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../src/tenancy/fingerprint/types.js';
import { publicFaceSql } from '../../src/tenancy/public-face.js';
import { addAnswers, noAnswers } from './answers.js';

export interface Tools {
  readonly server: PostgresServer;
  readonly config: Config;
  readonly grammar: Grammar;
}

/** One pair: both states loaded as a template is, the plan with the first answer to each question, and its proof. */
export async function tryPair(tools: Tools, pair: Pair): Promise<PairResult> {
  const bare = { name: pair.name, reasons: [], filled: 0, emptied: 0, answers: null };
  if (pair.refused || pair.old.trim() === '' || pair.new.trim() === '' || pair.old.trim() === pair.new.trim()) return { ...bare, outcome: 'apart' };
  const opened: ScratchDatabase[] = [];
  try {
    for (let i = 0; i < 2; i++) opened.push(await openScratch(tools.server));
    const [from, to] = opened;
    if (from === undefined || to === undefined) throw new Error('no databases');
    return { ...bare, ...(await plannedAndProven(tools, pair, from, to)) };
  } catch (error) {
    return { ...bare, outcome: 'crashed', reasons: [error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error)] };
  } finally {
    for (const database of opened) await database.drop();
  }
}

type Outcome = Pick<PairResult, 'outcome' | 'reasons'> & Partial<PairResult>;

async function plannedAndProven(tools: Tools, pair: Pair, from: ScratchDatabase, to: ScratchDatabase): Promise<Outcome> {
  for (const [database, sql] of [[from, pair.old], [to, pair.new]] as const) {
    const said = await load(tools, database, sql);
    if (said.length > 0) return { outcome: 'refused', reasons: said };
  }
  const { answers, staged } = await planAnswered(tools, from, to);
  const open = [...messages(staged.diagnostics), ...staged.value.questions.map(({ text }) => `unanswered: ${text}`)];
  if (open.length > 0) return { outcome: 'refused', reasons: open };
  const proof = await proveMigration({ from, to: to.admin, plan: staged.value, config: tools.config, answers, grammar: tools.grammar });
  const said = messages(proof.diagnostics);
  const wrong = said.length > 0 ? [] : await freshDiffers(tools, pair, from);
  return { outcome: said.length > 0 ? 'unproven' : wrong.length > 0 ? 'wrong' : 'done', reasons: [...said, ...wrong], answers: answers === noAnswers ? null : answers, filled: proof.value.filled, emptied: proof.value.emptied.length };
}

/** The proof is not taken at its word: the migrated database against one that the new state is loaded into again. */
async function freshDiffers(tools: Tools, pair: Pair, migrated: ScratchDatabase): Promise<readonly string[]> {
  const fresh = await openScratch(tools.server);
  try {
    await load(tools, fresh, pair.new);
    const [wanted, actual] = [await look(fresh, tools.config), await look(migrated, tools.config)];
    return compareFingerprints(wanted, actual).map(({ object, kind, details }) => `${object} ${kind} ${details.join('; ')}`);
  } finally {
    await fresh.drop();
  }
}

async function look({ admin }: ScratchDatabase, config: Config): Promise<Fingerprint> {
  await admin.query(fingerprintSql());
  return fingerprint(admin, { schema: config.templateSchema, roles: config.roles.map(({ name }) => name), template: true });
}

async function load({ config, grammar }: Tools, database: ScratchDatabase, sql: string): Promise<readonly string[]> {
  // The loader makes the template's schema itself.
  await database.admin.query('drop schema public');
  const loaded = await loadTemplate({ database, grammar, files: [{ path: 'template/schema.sql', text: sql }], config, publicFace: publicFaceSql(config) });
  return messages(loaded.diagnostics);
}

/** Answers make new questions: a renamed table's columns. */
async function planAnswered({ config, grammar }: Tools, from: ScratchDatabase, to: ScratchDatabase): Promise<{ readonly answers: Answers; readonly staged: Staged<MigrationPlan> }> {
  let answers = noAnswers;
  for (let round = 0; ; round++) {
    const staged = await planMigration({ from: from.admin, to: to.admin, config, answers, grammar });
    const questions: readonly Question[] = staged.value.questions;
    if (questions.length === 0 || round === 6) return { answers, staged };
    answers = addAnswers(answers, questions);
  }
}

function messages(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`);
}
