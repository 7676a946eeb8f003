import { openScratch } from '../../src/postgres/scratch.js';
import type { ScratchDatabase } from '../../src/postgres/types.js';
import { migratePair } from './migrate-pair.js';
import { planPair } from './plan-pair.js';
import type { Pair } from './read-pairs.js';
import type { PairResult, Tools } from './types.js';

/** One pair: planned and proven between two scratch databases, then applied to a template and three tenants of the old state. */
export async function tryPair(tools: Tools, pair: Pair): Promise<PairResult> {
  const bare: Omit<PairResult, 'outcome'> = { name: pair.name, reasons: [], filled: 0, inTheWay: null, asked: false };
  if (pair.refused || pair.old.trim() === '' || pair.new.trim() === '' || pair.old.trim() === pair.new.trim()) return { ...bare, outcome: 'apart' };
  const opened: { drop(): Promise<void> }[] = [];
  const scratch = async (): Promise<ScratchDatabase> => kept(opened, await openScratch(tools.server));
  try {
    const [from, to] = [await scratch(), await scratch()];
    const written = await planPair(tools, pair, from, to);
    const asked = tools.answers.read(pair.name) !== null;
    if ('outcome' in written) return { ...bare, ...written, asked };
    const fleet = await tools.fleets.open();
    opened.push({ drop: () => fleet.close() });
    return { ...bare, asked, ...(await migratePair({ tools, fleet, pair, written }, to)) };
  } catch (error) {
    return { ...bare, outcome: 'crashed', reasons: [error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error)] };
  } finally {
    for (const one of opened) await one.drop();
  }
}

function kept<T extends { drop(): Promise<void> }>(opened: { drop(): Promise<void> }[], one: T): T {
  opened.push(one);
  return one;
}
