import type { CutMigration, StoredStep } from '../../migrations/ledger/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { SqlSession } from '../../postgres/sql-session.js';

const addsLabel = /^(alter\s+type\s.+?\sadd\s+value)\s+(?!if\b)/isu;

/** Whether a step gives an enum one more value. */
export function isLabel({ statement, home }: Pick<StoredStep, 'statement' | 'home'>): boolean {
  return home === 'tenant' && addsLabel.test(statement);
}

/**
 * Gives the tenants' enums the values of a migration, in a transaction of its own, as the control schema's owner: the
 * next may use them. Twice is as good as once.
 */
export async function addLabels(session: SqlSession, { steps }: CutMigration): Promise<void> {
  const { rows } = await session.query<{ name: string; path: string }>(
    `select t.name, format('%I, extensions', t.name) as path from cognition.tenants t order by t.name collate "C"`);
  for (const { name, path } of rows) {
    const texts: string[] = [];
    for (const step of steps.filter(isLabel)) {
      const expanded = await session.query<{ text: string }>('select cognition.expand_pieces($1::text[], cognition.tenant_slots($2::text)) as text', [step.pieces, name]);
      texts.push((expanded.rows[0]?.text ?? '').replace(addsLabel, '$1 if not exists '));
    }
    await session.query(`set local role ${quoteIdentifier(`${name}_owner`)}`);
    for (const text of texts) await session.query(`set local search_path = ${path}; ${text}`);
    await session.query('set local role cognition_owner; set local search_path = pg_catalog, pg_temp');
  }
}
