import type { FactBase } from '@supabase/pg-delta';
import type { Client } from 'pg';
import type { Grammar } from '../../parse/types.js';
import type { Answers } from '../types.js';
import { functionRenames } from './function-renames.js';
import { keepingData } from './keeping-data.js';
import { attachments, overParts, partRenames, readPartIndexes, type PartIndex } from './partition-indexes.js';
import { comparable, readFacts, type Bases } from './read-facts.js';
import { dropRetypedKeys } from './retyped-keys.js';
import { dropRetypedTriggers } from './retyped-triggers.js';
import { answered, renameCandidates } from './renames.js';
import type { Trial } from './trial.js';

export interface Settled {
  readonly bases: Bases;
  /** Ran in the old state before it was read again. */
  readonly first: readonly string[];
  /** Renames that were found, as flags say them. */
  readonly renamed: ReadonlySet<string>;
}

export interface SettleInput {
  readonly from: Client;
  /** Of the old state, as it is before anything is made in it; null: it is read. */
  readonly facts: FactBase | null;
  readonly to: FactBase;
  /** Of the new state. */
  readonly partIndexes: readonly PartIndex[];
  readonly wholeIndexes: ReadonlySet<string>;
  readonly schemas: readonly string[];
  readonly templateSchema: string;
  readonly answers: Answers;
  readonly grammar: Grammar;
  readonly trial: Trial;
}

/**
 * Renames that were said to be some, those of functions, and changes that must not cost rows, are made in the old state
 * itself, in the transaction that is open there: what hangs on them follows as PostgreSQL has it, and the engine sees the
 * rest.
 */
export async function settleRenames(input: SettleInput): Promise<Settled> {
  const first: string[] = [];
  const tried = new Set<string>();
  const renamed = new Set<string>();
  for (let { facts } = input; ; facts = null) {
    const bases = comparable(facts ?? (await readFacts(input.from)), input.to, input.schemas);
    const renames = answered(renameCandidates(bases, input.templateSchema), input.answers);
    const parts = { from: input.partIndexes.length === 0 ? [] : await readPartIndexes(input.from, input.schemas), to: input.partIndexes, wholes: input.wholeIndexes };
    const run = (wanted: readonly (readonly string[])[]): Promise<readonly string[]> => runNew(wanted, tried, input.trial);
    const named = await run([...renames.map((one) => [one.sql]), ...functionRenames(bases)]);
    for (const { from, sql } of renames) if (named.includes(sql)) renamed.add(from);
    // What is called otherwise now is otherwise said by all that rests on it: that is no change.
    const over = named.length > 0 ? named : await run(overParts(input.grammar, bases, parts));
    // What an index has taken as its parts is read again: nothing of that is attached twice.
    const ran = over.length > 0 ? over : await run([...keepingData(bases), ...attachments(parts.from, parts.to), ...partRenames(parts.from, parts.to), ...dropRetypedKeys(input.grammar, bases), ...dropRetypedTriggers(bases)]);
    if (ran.length === 0) return { bases, first, renamed };
    first.push(...ran);
  }
}

async function runNew(wanted: readonly (readonly string[])[], tried: Set<string>, trial: Trial): Promise<readonly string[]> {
  const ran: string[] = [];
  for (const statements of wanted) {
    const key = statements.join(';');
    if (tried.has(key)) continue;
    tried.add(key);
    if (await trial.keeps(statements)) ran.push(...statements);
  }
  return ran;
}
