import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { printTable } from '../scripts/corpus-diff/print-table.js';
import { readPairs } from '../scripts/corpus-diff/read-pairs.js';
import { runPairs } from '../scripts/corpus-diff/run-pairs.js';
import type { PairResult } from '../scripts/corpus-diff/types.js';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const own = join(repository, 'fixtures', 'corpus-diff');
const large = join(repository, '..', 'shared', 'corpus', 'diff');
const kept = mkdtempSync(join(tmpdir(), 'pgcog-corpus-diff-test-'));
afterAll(() => rmSync(kept, { recursive: true, force: true }));

async function run(folder: string, { version, answers, only = null }: { readonly version: 17 | 18; readonly answers: string; readonly only?: string | null }): Promise<readonly PairResult[]> {
  const { pairs, roles } = readPairs(folder, only);
  return runPairs(pairs, { roles, version, answers: join(kept, answers), print: () => undefined });
}

const brief = (results: readonly PairResult[]): unknown => Object.fromEntries(results.map(({ name, outcome, inTheWay, asked }) => [name, [outcome, inTheWay, asked]]));
const told = (file: string): unknown => JSON.parse(readFileSync(join(kept, file), 'utf8'));

describe('pairs of old and new states, taken to a template and three tenants', () => {
  it.each([17, 18] as const)('our own, on PostgreSQL %s', async (version) => {
    const results = await run(own, { version, answers: `own-${version}.json` });
    expect(results.filter(({ outcome }) => outcome === 'wrong' || outcome === 'crashed')).toEqual([]);
    expect(brief(results)).toEqual({
      'own/asked': ['done', null, true], 'own/broken': ['refused', null, false], 'own/from_nothing': ['apart', null, false], 'own/partitions': ['done', expect.stringMatching(/^(?:preflight|unasked)$/), false],
      'own/refused_by_its_peer': ['apart', null, false], 'own/rows_in_the_way': ['done', 'preflight', false],
    });
    expect(results.find(({ outcome }) => outcome === 'refused')?.reasons.join()).toMatch(/PGC158 f would fail/);
    expect(told(`own-${version}.json`)).toEqual({ 'own/asked': ['--rename orders.note=remark', `--fill "customers.region=''"`, '--using orders.state=state::status', '--allow deletes-data'] });
    const lines: string[] = [];
    printTable(results, (line) => lines.push(line));
    expect(lines.join('\n')).toMatch(/pairs +6\napart +2 .*\ncounted +4\ndone +3 +\(75\.0 %\)\ndiagnostics +1 .*\nwrong +0\ncrashed +0\nasked +1\n/);
  });

  it('answers with the flags of a file that is there, and says so where one is none', async () => {
    const flags = ['--allow deletes-data', "--using orders.state='(case state when $$paid$$ then state else $$draft$$ end)::status'", "--fill customers.region='name || $$!$$'"];
    writeFileSync(join(kept, 'mine.json'), JSON.stringify({ 'own/asked': flags }));
    expect(brief(await run(own, { version: 17, answers: 'mine.json', only: 'asked' }))).toEqual({ 'own/asked': ['done', null, true] });
    expect(told('mine.json')).toEqual({ 'own/asked': flags });
    writeFileSync(join(kept, 'bad.json'), JSON.stringify({ 'own/asked': ['--rename'] }));
    const [result] = await run(own, { version: 17, answers: 'bad.json', only: 'asked' });
    expect(result).toMatchObject({ outcome: 'crashed', reasons: [expect.stringMatching(/--rename/)] });
  });

  // Peers' own test cases, beside the repository: without them there is nothing to run.
  it.skipIf(!existsSync(large))('those of peers', async () => {
    const results = await run(large, { version: 17, answers: 'large.json' });
    const counted = results.filter(({ outcome }) => outcome !== 'apart');
    const open = counted.filter(({ outcome }) => outcome !== 'done').map(({ name, outcome, reasons }) => `${outcome} ${name}: ${reasons.join(' | ')}`);
    expect(counted.length).toBeGreaterThanOrEqual(250);
    expect(open.filter((one) => /^(?:wrong|crashed)/.test(one))).toEqual([]);
    expect(open.length, open.join('\n')).toBeLessThanOrEqual(counted.length * 0.02);
    expect(results.filter(({ filled }) => filled > 0).length).toBeGreaterThan(200);
    expect(results.filter(({ inTheWay }) => inTheWay === 'run').map(({ name }) => name)).toEqual([]);
  }, 1_800_000);
});
