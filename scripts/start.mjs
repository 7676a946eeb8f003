/** The tour: generates the sample API of fixtures/generate/shop into .pgcog/shop and shows it. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const sample = join('fixtures', 'generate', 'shop');
const project = join('.pgcog', 'shop');
const notInput = new Set(['expected', 'stderr.txt', 'issue.md'].map((name) => join(sample, name)));
cpSync(sample, project, { recursive: true, filter: (path) => !notInput.has(path) });

process.stdout.write(`A shop: ${join(project, 'tenant_template')} and ${join(project, 'resolvers.yaml')}\n\n`);
const run = spawnSync(process.execPath, [join('dist', 'pgcog-gen.js'), 'generate', '--cwd', project], { stdio: ['ignore', 'inherit', 'inherit'] });
if (run.status !== 0) process.exit(run.status ?? 1);

const schema = readFileSync(join(project, 'generated', 'schema.graphql'), 'utf8');
process.stdout.write(`\n${schema.slice(schema.indexOf('type Query')).trim()}\n\nIts files: ${join(project, 'generated')} and ${join(project, 'lambda')}\n`);
