import type { Fact, FactBase } from '@supabase/pg-delta';
import { quoteQualified } from '../../postgres/quote.js';
import { ofKind, textOf } from './facts.js';
import type { Work } from './work.js';

/** The domains that a type stands for, from the one that is named to the one that is over a plain type; none for another type. */
export function domainsOf(base: FactBase, type: string | null): readonly Fact[] {
  const found = ofKind(base, 'domain').find(({ id }) => 'schema' in id && 'name' in id && [quoteQualified(id.schema, id.name), `${id.schema}.${id.name}`].includes(type ?? ''));
  return found === undefined ? [] : [found, ...domainsOf(base, textOf(found, 'baseType'))];
}

/**
 * Whether a domain takes no null, by NOT NULL or by a CHECK. That is asked of a domain of the same rules that is gone at
 * once, since the domain may be new; where that cannot be made yet, only NOT NULL says it.
 */
export async function refusesNull({ to, trial }: Work, domains: readonly Fact[]): Promise<boolean> {
  if (domains.length === 0) return false;
  if (domains.some(({ payload }) => payload['notNull'] === true)) return true;
  const rules = domains.flatMap(({ id }) => to.childrenOf(id)).flatMap((one) => /^CHECK .*/su.exec(textOf(one, 'def') ?? '')?.[0].replace(/ NOT VALID$/u, '') ?? []);
  if (rules.length === 0) return false;
  const made = `CREATE DOMAIN pg_temp.pgcog_taken AS ${textOf(domains.at(-1), 'baseType') ?? 'text'} ${rules.join(' ')}`;
  return (await trial.refusal([made])) === null && (await trial.refusal([made, 'SELECT null::pg_temp.pgcog_taken'])) !== null;
}
