import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { planMigration } from '../../../src/migrations/plan/plan-migration.js';
import { proveMigration, type Proof } from '../../../src/migrations/prove/prove-migration.js';
import type { Answers, MigrationPlan } from '../../../src/migrations/types.js';
import type { Staged } from '../../../src/source/types.js';
import { said, scratchServer, type Loaded } from '../../catalog/support.js';

export const noAnswers: Answers = { renames: [], using: {}, fill: {}, allow: [] };
export const dropAll: Answers = { ...noAnswers, allow: ['deletes-data'] };

/** Two states of a template, each in a database. */
export interface Pair {
  readonly from: Loaded;
  readonly to: Loaded;
  plan(answers?: Partial<Answers>): Promise<Staged<MigrationPlan>>;
  /** `alone: create index concurrently ...` */
  steps(answers?: Partial<Answers>): Promise<readonly string[]>;
  /** Uses the old state up. */
  prove(answers?: Partial<Answers>, plan?: MigrationPlan): Promise<Staged<Proof>>;
}

/** What a test says: SQL of the template, or files by their paths. */
export type Sql = string | Readonly<Record<string, string>>;

/** One server for a test file. */
export function pairs(version: 17 | 18 = 17) {
  const scratch = scratchServer(version);
  const load = async (sql: Sql): Promise<Loaded> => {
    const loaded = await scratch.load(sql);
    const mistakes = said(loaded, 'error');
    if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
    return loaded;
  };
  return {
    stop: (): Promise<void> => scratch.stop(),
    /** `previous`: the migration before. */
    async pair(before: Sql, after: Sql, previous: string | null = null): Promise<Pair> {
      const [from, to] = [await load(before), await load(after)];
      const grammar = await loadGrammar();
      const known = new Map<string, ReturnType<Pair['plan']>>();
      // The states stay as they are until one of them is used up: the same answers make the same plan.
      const plan: Pair['plan'] = (answers = {}) => {
        const key = JSON.stringify(answers);
        const found = known.get(key) ?? planMigration({ from: from.database.admin, to: to.database.admin, config: from.config, answers: { ...noAnswers, ...answers }, grammar, after: previous });
        known.set(key, found);
        return found;
      };
      return {
        from, to, plan,
        steps: async (answers) => (await plan(answers)).value.steps.map(({ kind, sql }) => `${kind}: ${sql}`),
        async prove(answers = {}, given) {
          const value = given ?? (await plan(answers)).value;
          return proveMigration({ from: from.database, to: to.database.admin, plan: value, config: from.config, answers: { ...noAnswers, ...answers }, grammar });
        },
      };
    },
  };
}

/** `error PGC652: message` */
export function lines({ diagnostics }: Pick<Staged<unknown>, 'diagnostics'>): readonly string[] {
  return diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}
