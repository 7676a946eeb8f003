import type { Operation } from './types.js';

/**
 * `resuming`: DatabaseResumingException, nothing runs. `internal`, `unavailable`, `database unavailable`: 500, 503, 504.
 * `timeout`: StatementTimeoutException, and the end of the transaction. `drop`: the HTTP connection ends without an answer.
 * `kill`: the PostgreSQL backend is terminated.
 */
export type Fault = 'resuming' | 'internal' | 'unavailable' | 'database unavailable' | 'timeout' | 'drop' | 'kill';

export interface FaultRule {
  readonly fault: Fault;
  /** Before anything runs (the default), or when it has run and is committed where it is a transaction of its own. */
  readonly when?: 'before' | 'after';
  /** All by default. */
  readonly operations?: readonly Operation[];
  /** Calls whose SQL it finds; all by default. */
  readonly sql?: RegExp;
  /** How often at most; without end by default. */
  readonly count?: number;
  /** Chance, 0 to 1, for each call; 1 by default. */
  readonly probability?: number;
}

/** What is to go wrong. */
export interface Faults {
  /** Adds a rule behind the others; of those that fit a call, the first strikes. Returns what takes it out again. */
  inject(rule: FaultRule): () => void;
  clear(): void;
  /** Faults that have struck. */
  struck(): number;
}

/** A fault that strikes a call. */
export interface Strike {
  readonly fault: Fault;
  readonly when: 'before' | 'after';
}

/** Faults, and the choice of one for a call: null for none. */
export function createFaults(random: () => number): Faults & { choose(operation: Operation, sql: string): Strike | null } {
  let rules: { readonly rule: FaultRule; left: number }[] = [];
  let struck = 0;
  return {
    inject(rule) {
      const entry = { rule, left: rule.count ?? Infinity };
      rules.push(entry);
      return () => { rules = rules.filter((each) => each !== entry); };
    },
    clear: () => { rules = []; },
    struck: () => struck,
    choose(operation, sql) {
      const entry = rules.find(({ rule, left }) => left > 0 && fits(rule, operation, sql) && random() < (rule.probability ?? 1));
      if (entry === undefined) return null;
      entry.left--;
      struck++;
      const { fault, when } = entry.rule;
      return { fault, when: fault === 'resuming' ? 'before' : when ?? 'before' };
    },
  };
}

function fits(rule: FaultRule, operation: Operation, sql: string): boolean {
  if (rule.operations?.includes(operation) === false) return false;
  // `search` starts anew each time, whatever the expression's flags say.
  return rule.sql === undefined || sql.search(rule.sql) >= 0;
}
