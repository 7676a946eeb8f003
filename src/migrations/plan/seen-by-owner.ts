import { quoteQualified } from '../../postgres/quote.js';
import { objectName } from './facts.js';
import type { TableName } from './read-change.js';
import { draft, type Draft, type Work } from './work.js';

/**
 * What reads or changes all rows of a table with FORCE ROW LEVEL SECURITY: policies would hide some from the owner too. In
 * the transaction that does it they do not hold for the owner; nobody else sees that, since the table is locked meanwhile.
 */
export function seenByOwner(work: Pick<Work, 'from' | 'config'>, table: TableName, drafts: readonly Draft[]): readonly Draft[] {
  if (!isForced(work, table)) return drafts;
  const change = (word: string): Draft => draft(`ALTER TABLE ${quoteQualified(table.schema, table.name)} ${word} ROW LEVEL SECURITY`, { late: drafts[0]?.late ?? false });
  const hazard = { kind: 'locks' as const, object: objectName({ kind: 'table', ...table }, work.config.templateSchema) };
  return [change('NO FORCE'), ...drafts.map((one) => ({ ...one, hazards: [...one.hazards, hazard] })), change('FORCE')];
}

/** Its owner is held to its policies, as the table was before the migration. */
export function isForced({ from }: Pick<Work, 'from'>, table: TableName): boolean {
  const payload = from.get({ kind: 'table', ...table })?.payload;
  return payload?.['forceRowSecurity'] === true && payload['rowSecurity'] === true;
}
