import type { Pair } from './read-pairs.js';
import { tryPair } from './try-pair.js';
import { buildConfig } from '../corpus/tenant-config.js';
import type { Answers } from '../../src/migrations/types.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { startServer } from '../../src/postgres/start-server.js';

export interface PairResult {
  readonly name: string;
  /** `refused`: told before there is a plan. `unproven`: the proof does not hold, so no migration is written. `wrong`: proven, and not so. */
  readonly outcome: 'done' | 'refused' | 'unproven' | 'wrong' | 'crashed' | 'apart';
  readonly reasons: readonly string[];
  /** Tables with rows, and tables that had to be emptied for a step. */
  readonly filled: number;
  readonly emptied: number;
  /** Null where nothing was asked. */
  readonly answers: Answers | null;
}

export interface RunOptions {
  readonly roles: readonly string[];
  readonly version: 17 | 18;
  readonly print: (line: string) => unknown;
}

/** All pairs on one server, two at a time. */
export async function runPairs(pairs: readonly Pair[], { roles, version, print }: RunOptions): Promise<readonly PairResult[]> {
  const server = await startServer({ version });
  const config = { ...buildConfig([...roles, 'postgres']), templateSchema: 'public', postgres: version };
  const grammar = await loadGrammar();
  const results: PairResult[] = [];
  const waiting = [...pairs];
  const work = async (): Promise<void> => {
    for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
      results.push(await tryPair({ server, config, grammar }, pair));
      if (results.length % 50 === 0) print(`${results.length} of ${pairs.length}`);
    }
  };
  try {
    await Promise.all([work(), work()]);
  } finally {
    await server.stop();
  }
  return results.sort((a, b) => (a.name < b.name ? -1 : 1));
}
