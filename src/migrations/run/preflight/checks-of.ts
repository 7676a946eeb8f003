import { parseFile } from '../../../parse/parse-file.js';
import type { Grammar } from '../../../parse/types.js';
import type { MigrationFile } from '../../types.js';
import type { Asking } from './asking.js';
import { futureOf, NotKnown } from './future.js';
import { runStep } from './run-step.js';
import type { Check, Facts, Unasked } from './types.js';

/** What is to be asked of tenants that stand at one place. */
export interface Ahead {
  readonly grammar: Grammar;
  readonly templateSchema: string;
  /** Migrations that are not done, with those of their steps that are not. */
  readonly files: readonly MigrationFile[];
  /** Of one of the tenants. */
  readonly facts: Facts;
}

export interface Checks {
  readonly checks: readonly Check[];
  /** Steps that cannot be asked about before others have run. */
  readonly unasked: readonly Unasked[];
}

/**
 * What steps of migrations hold rows against, as questions that change nothing. What earlier steps make, fill or change
 * is asked about as it will be then, as far as that is known.
 */
export function checksOf({ grammar, templateSchema, files, facts }: Ahead): Checks {
  const future = futureOf(grammar, templateSchema, facts);
  const added = new Map<string, string>();
  const checks: Check[] = [];
  const unasked: Unasked[] = [];
  for (const file of files) {
    for (const step of file.steps) {
      const [statement] = parseFile(grammar, { path: step.sql.file, text: step.sql.text }).value;
      const place = { migration: file.id, step: step.number };
      const ask: Asking['ask'] = (what, questions) => {
        if (step.home === 'shared') return;
        try {
          checks.push(...questions().map((one) => ({ ...one, ...place, number: file.number })));
        } catch (thrown) {
          if (!(thrown instanceof NotKnown)) throw thrown;
          unasked.push({ ...place, what, why: thrown.message, tenants: [] });
        }
      };
      if (statement !== undefined) runStep({ future, home: step.home, ask, added }, statement);
    }
  }
  return { checks: checks.filter((one, at) => checks.findIndex((other) => isSame(other, one)) === at), unasked };
}

const isSame = (one: Check, other: Check): boolean => one.number === other.number && one.sql === other.sql && one.each.all === other.each.all && one.each.type === other.each.type;
