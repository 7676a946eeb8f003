import type { FactBase } from '@supabase/pg-delta';
import type { Client } from 'pg';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Config } from '../../config/types.js';
import { readCasts, type Casts } from './cast-gaps.js';
import { readGaps, type Gaps } from './partition-gaps.js';
import { readPartIndexes, type PartIndex } from './partition-indexes.js';
import { readFacts } from './read-facts.js';
import { readUnmodelled, type Unmodelled } from './unmodelled.js';
import { readUnseen, type UnseenPart } from './unseen-parts.js';

/** What a database with a template holds, as far as a migration is planned from it. */
export interface TemplateState {
  readonly facts: FactBase;
  readonly gaps: Gaps;
  readonly partIndexes: readonly PartIndex[];
  readonly unseen: readonly UnseenPart[];
  readonly casts: Casts;
  readonly unmodelled: Unmodelled;
}

/** The template's own, and those that are there once for all tenants: `public` may have what a template put there. */
export function plannedSchemas({ templateSchema }: Pick<Config, 'templateSchema'>): readonly string[] {
  return [templateSchema, ...onceForAll];
}

export const onceForAll = [fixedSchemas.shared, 'public'] as const;

/**
 * Reads a state, in a transaction of its own. It holds as long as neither the template nor the server's roles change.
 *
 * @param client superuser's session, outside any transaction
 * @throws what `pg` throws
 */
export async function readTemplateState(client: Client, config: Pick<Config, 'templateSchema'>): Promise<TemplateState> {
  const schemas = plannedSchemas(config);
  return inTransaction(client, async () => ({
    facts: await readFacts(client), gaps: await readGaps(client, schemas), partIndexes: await readPartIndexes(client, schemas), unseen: await readUnseen(client, schemas),
    unmodelled: await readUnmodelled(client, schemas), casts: await readCasts(client, schemas),
  }));
}

/** Nothing that is done in there stays. */
export async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin isolation level repeatable read');
  try {
    return await work();
  } finally {
    await client.query('rollback');
  }
}
