import { loadGrammar } from '../../src/parse/load-grammar.js';
import { startServer } from '../../src/postgres/start-server.js';
import { buildConfig } from '../corpus/tenant-config.js';
import { openAnswers } from './answers.js';
import { openFleets, type FleetServer } from './open-fleets.js';
import type { Pair } from './read-pairs.js';
import { tryPair } from './try-pair.js';
import type { PairResult } from './types.js';

export interface RunPairs {
  /** That the pairs grant to. */
  readonly roles: readonly string[];
  readonly version: 17 | 18;
  /** The file of flags, see `openAnswers`. */
  readonly answers: string;
  readonly print: (line: string) => unknown;
}

/** All pairs, two at a time: planned on one server, taken to tenants on one for each, since a server has room for one template. */
export async function runPairs(pairs: readonly Pair[], { roles, version, answers, print }: RunPairs): Promise<readonly PairResult[]> {
  const config = { ...buildConfig([...roles, 'postgres']), templateSchema: 'public', postgres: version };
  const server = await startServer({ version });
  const fleets = [await openFleets(version, config), await openFleets(version, config)];
  const tools = { server, config, grammar: await loadGrammar(), answers: openAnswers(answers) };
  const results: PairResult[] = [];
  const waiting = [...pairs];
  const work = async (own: FleetServer): Promise<void> => {
    for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
      const result = await tryPair({ ...tools, fleets: own }, pair);
      results.push(result);
      if (result.outcome !== 'done' && result.outcome !== 'apart') print(`${result.outcome}  ${result.name}: ${result.reasons.join(' | ')}`);
      if (results.length % 50 === 0) print(`${results.length} of ${pairs.length}`);
    }
  };
  try {
    await Promise.all(fleets.map(work));
  } finally {
    for (const own of fleets) await own.stop();
    await server.stop();
  }
  return results.sort((a, b) => (a.name < b.name ? -1 : 1));
}
