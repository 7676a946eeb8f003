import type { FactBase } from '@supabase/pg-delta';
import { unquoteIdentifier } from '../../parse/identifier.js';
import type { Grammar } from '../../parse/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic } from '../../source/types.js';
import { takesAway } from '../files/takes-away.js';
import type { PlannedStep } from '../types.js';
import { asideColumns } from './aside-columns.js';
import { readChange } from './read-change.js';
import { setAside, type SetAside } from './set-aside.js';
import type { Trial } from './trial.js';
import type { Draft } from './work.js';

export interface SharedRules {
  readonly grammar: Grammar;
  readonly from: FactBase;
  readonly to: FactBase;
  readonly templateSchema: string;
  /** In the old state, where the template rests on the old shared as tenants do. */
  readonly trial: Trial;
  /** The migration before this one; null: there is none. */
  readonly after: string | null;
}

export interface UnderTenants {
  readonly first: readonly PlannedStep[];
  /** Of tenants: what of theirs would stay with what was set aside. */
  readonly follow: readonly Draft[];
  readonly last: readonly PlannedStep[];
  readonly aside: readonly SetAside[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What PostgreSQL says where others rest on something: dependent objects still exist; a column's type that a view, a policy or the like uses. */
const restedOn: ReadonlySet<string> = new Set(['2BP01', '0A000']);

/**
 * Runs what shared does while tenants are as they were: PostgreSQL knows what they rest on. What they hold and what is
 * made anew has another name until they have the new one; what is not made anew waits for them.
 *
 * @param late steps that wait anyway
 */
export async function underTenants(rules: SharedRules, shared: readonly PlannedStep[], late: ReadonlySet<PlannedStep>): Promise<UnderTenants> {
  const first: PlannedStep[] = [];
  const last: PlannedStep[] = [];
  const follow: Draft[] = [];
  const asides: SetAside[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [at, step] of shared.entries()) {
    const failure = late.has(step) || step.kind !== 'transaction' ? null : await rules.trial.failure(step.sql);
    const held = failure !== null && restedOn.has(failure.sqlState);
    const again = held ? madeAgain(rules, step, shared.slice(at + 1)) : [];
    const aside = again === null || again.length === 0 ? null : setAside(rules, step.sql, JSON.stringify([rules.after, step.sql, again]));
    if (aside !== null) {
      for (const sql of aside.renames) await rules.trial.failure(sql);
      first.push(...aside.renames.map((sql) => ({ ...step, sql })));
      last.push({ ...step, sql: aside.drop });
      follow.push(...asideColumns(rules, step.sql));
      asides.push(aside);
    } else if (late.has(step) || (held && again?.length === 0)) last.push(step);
    else first.push(step);
    if (held && aside === null && again?.length !== 0) diagnostics.push(inTheWay(step, failure.detail?.split('\n')[0] ?? failure.message));
  }
  return { first, follow, last, aside: asides, diagnostics };
}

/** Statements that make anew what a step takes away; null: it takes nothing away. */
function madeAgain({ grammar }: SharedRules, { sql }: PlannedStep, behind: readonly PlannedStep[]): readonly string[] | null {
  if (!grammar.parse(sql).statements.every(({ tag, node }) => takesAway({ tag, ast: node }))) return null;
  const { dropped, table, commands } = readChange(grammar, sql);
  const columns = commands.filter(({ subtype }) => subtype === 'AT_DropColumn').map(({ name }) => name);
  const isColumn = (one: PlannedStep): boolean => {
    const read = readChange(grammar, one.sql);
    return table !== null && read.table?.schema === table.schema && read.table.name === table.name && read.commands.some(({ subtype, def }) => subtype === 'AT_AddColumn' && columns.some((name) => def['colname'] === name));
  };
  return behind.filter((one) => isColumn(one) || mentions(grammar, one.sql, dropped.map(({ name }) => name))).map((one) => one.sql);
}

/** One of them, as a name or within a body. */
export function mentions(grammar: Grammar, sql: string, names: readonly string[]): boolean {
  return grammar.scan(sql).some(({ kind, text }) => names.some((name) => (kind === 'string' ? text.includes(name) : unquoteIdentifier(text) === name)));
}

function inTheWay({ sql }: PlannedStep, why: string): Diagnostic {
  return error('PGC650', `no migration can be planned: shared cannot change so while tenants rest on it: ${why}: ${sql.split('\n')[0] ?? ''}`, null, 'give what is new a name of its own; or make two migrations, with pgcog migrate up in every environment between them: one after which tenants do not rest on it, and one that changes it');
}
