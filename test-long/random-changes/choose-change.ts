import type { Client } from 'pg';
import { sqlFailure } from '../../src/postgres/failure.js';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import type { Random } from '../support/random.js';
import { columnKinds } from './column-kinds.js';
import { constraintKinds } from './constraint-kinds.js';
import { indexKinds } from './index-kinds.js';
import { routineKinds } from './routine-kinds.js';
import { rightsKinds } from './rights-kinds.js';
import { tableKinds } from './table-kinds.js';
import { typeKinds } from './type-kinds.js';
import type { Change, Kinds, Snapshot } from './types.js';
import { viewKinds } from './view-kinds.js';

export const allKinds: Kinds = { ...columnKinds, ...tableKinds, ...constraintKinds, ...indexKinds, ...viewKinds, ...routineKinds, ...typeKinds, ...rightsKinds };

export interface ChosenChange extends Change {
  readonly kind: string;
}

interface ChooseInput {
  readonly has: Snapshot;
  readonly random: Random;
  readonly roles: readonly string[];
  /** A session of the template's owner in a database that has the template: what PostgreSQL refuses is no change. */
  readonly owner: Client;
  /** So often each kind was chosen. */
  readonly counts: Map<string, number>;
}

/** A change of a kind that came seldom until now, which PostgreSQL takes. */
export async function chooseChange({ has, random, roles, owner, counts }: ChooseInput): Promise<ChosenChange> {
  const scene = { has, random, roles, fresh: (stem: string) => freshName(random, stem) };
  for (let tries = 0; tries < 1000; tries += 1) {
    const few = Array.from({ length: 4 }, () => random.pick(Object.keys(allKinds))).sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
    const [kind = ''] = few;
    const change = allKinds[kind]?.(scene) ?? null;
    if (change === null || !(await runs(owner, change.sql))) continue;
    return { ...change, kind };
  }
  throw new Error('no change could be found that PostgreSQL takes');
}

/** By chance one that has to be quoted, is a keyword, or fills its 63 bytes. */
function freshName(random: Random, stem: string): string {
  const name = `${stem}_${random.integer(1, 1e9).toString(36)}`;
  const odd = random();
  if (odd < 0.7) return quoteIdentifier(name);
  return quoteIdentifier(random.pick([`${name} b`, `${name}"q`, `${name}É漢`, `Upper${name}`, `${name}.dot`, `${name}'s`, name.padEnd(63, '_long')]));
}

async function runs(owner: Client, sql: readonly string[]): Promise<boolean> {
  await owner.query('begin; set local search_path = pg_catalog; set local check_function_bodies = off');
  try {
    for (const one of sql) await owner.query(one);
    return true;
  } catch (error) {
    const failure = sqlFailure(error);
    if (failure === null) throw error;
    // A new label can be used in another transaction alone: a template makes its types in the same one.
    return failure.sqlState === '55P04';
  } finally {
    await owner.query('rollback');
  }
}
