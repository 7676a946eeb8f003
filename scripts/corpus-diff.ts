/**
 * npm run corpus:diff -- DIR [NAME] [18] [--answers FILE]: every pair `DIR/peer/case/{old,new}.sql` planned, proven, and
 * applied to a template and three tenants with rows; what came of each, and why.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printTable } from './corpus-diff/print-table.js';
import { readPairs } from './corpus-diff/read-pairs.js';
import { runPairs } from './corpus-diff/run-pairs.js';

const args = process.argv.slice(2);
const at = args.indexOf('--answers');
const given = at < 0 ? undefined : args.splice(at, 2)[1];
const [folder, only] = args.filter((one) => !/^1[78]$/.test(one));
if (folder === undefined || (at >= 0 && given === undefined)) {
  process.stderr.write(`usage: npm run corpus:diff -- DIR [NAME] [18] [--answers FILE]
  DIR      peer/case/{old,new}.sql; roles.sql in it names roles
  NAME     part of a pair's name
  18       PostgreSQL 18 instead of 17
  FILE     flags that answer what is asked, by pair: what is not in it yet is written to it, the first that is offered. Absent: a new file
`);
  process.exitCode = 2;
} else {
  const print = (line: string): boolean => process.stdout.write(`${line}\n`);
  const { pairs, roles } = readPairs(folder, only ?? null);
  const answers = given ?? join(mkdtempSync(join(tmpdir(), 'pgcog-corpus-diff-')), 'answers.json');
  const results = await runPairs(pairs, { roles, version: args.includes('18') ? 18 : 17, answers, print });
  print(`answers      ${answers}`);
  printTable(results, print);
  process.exitCode = results.some(({ outcome }) => outcome === 'wrong' || outcome === 'crashed') ? 1 : 0;
}
