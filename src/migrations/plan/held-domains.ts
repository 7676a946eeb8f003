import type { Fact, FactBase } from '@supabase/pg-delta';
import type { Client } from 'pg';
import { isNode, strings } from '../../parse/tree.js';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic } from '../../source/types.js';
import { nameOf, shownName, textOf } from './facts.js';
import { text, type TableName } from './read-change.js';
import { inTransaction } from './template-state.js';
import { Trial } from './trial.js';
import type { Change, Work } from './work.js';

interface Rule {
  readonly domain: TableName;
  /** Of its CHECK; null: it is NOT NULL. */
  readonly constraint: string | null;
}

/**
 * Rules that PostgreSQL gives to no domain that stands in arrays, rows or ranges of a column: it would have to look at all
 * values, and does not look into these (`find_composite_type_dependencies`). Rules are added when columns are as they are
 * to be, so it is the new state that is asked.
 *
 * @param to superuser's session in the new state, outside any transaction
 * @throws what `pg` throws
 */
export async function heldDomains(changes: readonly Change[], work: Work, to: Client): Promise<readonly Diagnostic[]> {
  const rules = changes.flatMap((change) => addedRule(change) ?? []).filter(({ domain }) => [work.from, work.to].every((base) => base.has({ kind: 'domain', ...domain })));
  if (rules.length === 0) return [];
  return inTransaction(to, async () => {
    await to.query(`set local search_path = ${quoteIdentifier(work.config.templateSchema)}`);
    const found: Diagnostic[] = [];
    for (const rule of rules) {
      const reason = await refusal(new Trial(to), rule);
      if (reason !== null) found.push(held(rule, work, { reason, isNew: (await refusal(work.trial, rule)) === null }));
    }
    return found;
  });
}

/** By ALTER DOMAIN; what is NOT VALID asks for no look at values. */
function addedRule({ read: { tag, node } }: Change): Rule | null {
  if (tag !== 'AlterDomainStmt') return null;
  const [schema = '', name = ''] = strings(node['typeName']);
  const constraint = isNode(node['def']) ? node['def']['Constraint'] : null;
  if (text(node['subtype']) === 'O') return { domain: { schema, name }, constraint: null };
  return text(node['subtype']) === 'C' && isNode(constraint) && constraint['skip_validation'] !== true ? { domain: { schema, name }, constraint: text(constraint['conname']) } : null;
}

/** What PostgreSQL says to any rule of the domain. */
function refusal(trial: Trial, { domain: { schema, name } }: Rule): Promise<string | null> {
  return trial.refusal([`ALTER DOMAIN ${quoteQualified(schema, name)} ADD CONSTRAINT pgcog_trial CHECK (true)`]);
}

function held(rule: Rule, work: Work, { reason, isNew }: { readonly reason: string; readonly isNew: boolean }): Diagnostic {
  const domain = shownName({ kind: 'domain', ...rule.domain }, work.config.templateSchema);
  const object = rule.constraint === null ? `NOT NULL of domain ${domain}` : `constraint ${domain}.${quoteIdentifier(rule.constraint)}`;
  const why = isMadeAnew(rule, work) ? ', which goes with a function that is made anew,' : '';
  const notValid = rule.constraint === null ? 'a CHECK (VALUE IS NOT NULL)' : 'the constraint';
  const way = isNew ? 'write two migrations, the domain in the first, and what holds it in the second.'
    : `make a new domain and change the column to it, or add ${notValid} NOT VALID, by ALTER DOMAIN in the template: it is for new values then. By hand, a migration can give the column another type while the domain changes.`;
  return error('PGC650', `no migration can be planned: ${object}${why} cannot be added: ${reason}`, null, `PostgreSQL does not look at a domain's values inside arrays and rows: ${way}`);
}

/** It is said as before, and had to go all the same. */
function isMadeAnew({ domain, constraint }: Rule, { from, to }: Work): boolean {
  const own = (base: FactBase): Fact | undefined => base.childrenOf({ kind: 'domain', ...domain }).find(({ id }) => id.kind === 'constraint' && nameOf(id) === constraint);
  const [before, after] = [textOf(own(from), 'def'), textOf(own(to), 'def')];
  return before !== null && before === after;
}
