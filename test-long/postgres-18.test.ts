import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { copyProject, filesOf, removeProject, run } from '../test/support/project.js';

const shop = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures', 'generate', 'shop');

/** What `generate` writes of the shop on one version of PostgreSQL. */
async function generated(postgres: 17 | 18): Promise<ReadonlyMap<string, string>> {
  const root = copyProject(shop, ['expected', 'stderr.txt']);
  try {
    const settings = filesOf(root).get('pgcog.config.ts') ?? '';
    writeFileSync(join(root, 'pgcog.config.ts'), settings.replace('defineConfig({', `defineConfig({ postgres: ${postgres},`));
    const { status, stderr } = await run(root, ['generate', '--quiet']);
    expect(status, stderr).toBe(0);
    const catalog = JSON.parse((await run(root, ['generate', '--dump', 'catalog', '--quiet'])).stdout) as { readonly serverVersion: number };
    expect(catalog.serverVersion).toBe(postgres);
    return new Map([...filesOf(root)].filter(([path]) => path.startsWith('generated/') || path.startsWith('lambda/')));
  } finally {
    removeProject(root);
  }
}

it('the same project gives the same files on 17 and on 18', async () => {
  const [on17, on18] = [await generated(17), await generated(18)];
  expect(on17.size).toBeGreaterThan(30);
  expect([...on18.keys()]).toEqual([...on17.keys()]);
  const different = [...on17].filter(([path, text]) => on18.get(path) !== text).map(([path]) => path);
  expect(different).toEqual([]);
});
