/** npm run corpus -- DIR: every `DIR/*.sql` through the generator; what its API takes, what it leaves out, and why. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCorpus } from './corpus/run-corpus.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: npm run corpus -- DIR   (a folder of *.sql, each a schema tenant_template; *-roles.sql in it or beside it make roles)\n');
  process.exitCode = 2;
} else {
  const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
  const { failures } = await runCorpus({ folder, repository, print: (line) => process.stdout.write(`${line}\n`) });
  process.stdout.write(failures.length === 0 ? 'every check passed\n' : `${failures.length} checks failed\n`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
