/** npm run corpus:diff -- DIR [NAME] [18]: every pair `DIR/peer/case/{old,new}.sql` planned and proven; what came of each, and why. */
import { printTable } from './corpus-diff/print-table.js';
import { readPairs } from './corpus-diff/read-pairs.js';
import { runPairs } from './corpus-diff/run-pairs.js';
import { writeAnswers } from './corpus-diff/write-answers.js';

const args = process.argv.slice(2);
const [folder, only] = args.filter((one) => !/^1[78]$/.test(one));
if (folder === undefined) {
  process.stderr.write('usage: npm run corpus:diff -- DIR [NAME] [18]   (a folder of peer/case/{old,new}.sql, roles.sql in it names roles; part of a name; PostgreSQL 18 instead of 17)\n');
  process.exitCode = 2;
} else {
  const print = (line: string): boolean => process.stdout.write(`${line}\n`);
  const { pairs, roles } = readPairs(folder, only ?? null);
  const results = await runPairs(pairs, { roles, version: args.includes('18') ? 18 : 17, print });
  print(`answers      ${writeAnswers(results)}`);
  printTable(results, print);
  process.exitCode = results.some(({ outcome }) => outcome === 'wrong' || outcome === 'crashed') ? 1 : 0;
}
