import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { makeProject, removeProject } from '../support/project.js';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

it('plop loads the built package by its name, and what its generators make is written all or nothing', () => {
  const root = makeProject({
    'tenant_template/010_orders.sql': 'create table orders (id uuid primary key, note text);\ngrant select on orders to tenant_users;\n',
    'plopfile.mjs': "export default async function (plop) {\n  await plop.load('pg-cognition/plop');\n}\n",
  });
  try {
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(repository, join(root, 'node_modules', 'pg-cognition'), 'dir');
    writeFileSync(join(root, 'run.mjs'), `import nodePlop from ${JSON.stringify(pathToFileURL(join(repository, 'node_modules/node-plop/src/index.js')).href)};
const plop = await nodePlop(${JSON.stringify(join(root, 'plopfile.mjs'))}, { destBasePath: ${JSON.stringify(root)}, force: false });
console.log(JSON.stringify({ names: plop.getGeneratorList().map(({ name }) => name), ...(await plop.getGenerator('resolver').runActions({ name: 'listOrders', lambda: false })) }));
`);
    const said = execFileSync(process.execPath, ['run.mjs'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(JSON.parse(said)).toEqual({ names: ['resolver', 'table', 'function', 'policy', 'role', 'lambda', 'hook', 'migration'], changes: [{ type: 'pg-cognition', path: 'resolver' }], failures: [] });
    expect(readFileSync(join(root, 'resolvers/Query.listOrders.sql'), 'utf8')).toContain('select * from orders\n');
    expect(existsSync(join(root, 'generated/resolvers/Query.listOrders.js'))).toBe(true);
  } finally {
    removeProject(root);
  }
});
