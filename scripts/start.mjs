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
const types = schema.split(/\n(?=(?:# .*\n)*(?:type|input|enum) )/);
const roots = types.filter((text) => /^type (Query|Mutation) /.test(text));
process.stdout.write(`\n${roots.map((text) => text.trim()).join('\n\n')}\n\n(and ${types.length - 1 - roots.length} more types)\n`);
process.stdout.write(`\nIts files: ${join(project, 'generated')} and ${join(project, 'lambda')}\n`);
