import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../../../src/postgres/start-server.js';
import type { PostgresServer } from '../../../src/postgres/types.js';
import { expectedFindings, readExpectation } from '../../../src/tenancy/isolation/expectation.js';
import { confusingTenants, makeWorld, type OpenWorld } from '../../../src/tenancy/isolation/make-world.js';
import { proveIsolation } from '../../../src/tenancy/isolation/prove-isolation.js';
import type { Proof } from '../../../src/tenancy/isolation/types.js';
import { base, fixtures, overlaid, projectAt } from './project.js';

/**
 * A folder per case: SQL that breaks the base case's tenants after they were made (`break.sql`, taken back by
 * `mend.sql`), or files in the place of the base case's. `findings.txt` is what the proof must find, all of it.
 * REWRITE_ISOLATION=1 writes it anew.
 */
const folder = join(fixtures, 'isolation');
const cases = readdirSync(folder).filter((name) => name !== 'base').sort();
const broken = cases.filter((name) => existsSync(join(folder, name, 'break.sql')));
const tenants = confusingTenants.slice(0, 2);
const textOf = (...path: readonly string[]): string => readFileSync(join(folder, ...path), 'utf8');
const rewrite = process.env['REWRITE_ISOLATION'] === '1';

let server: PostgresServer;
beforeAll(async () => {
  server = await startServer({ version: 17, passwords: true });
});
afterAll(() => server.stop());

function check(name: string, proof: Proof): void {
  const found = proof.findings.map(({ kind, object, message }) => `${kind}: ${object} ${message}\n`).join('').replace(/u_[0-9a-f]{32}/g, 'u_...');
  if (rewrite) writeFileSync(join(folder, name, 'findings.txt'), found);
  expect(found).toBe(textOf(name, 'findings.txt'));
  expect(found).not.toBe('');
  expect(proof.isolated).toBe(false);
}

const expectation = (): ReturnType<typeof readExpectation> => readExpectation(textOf('base', 'isolation.json'));

describe('tenants that were broken after they were made', () => {
  let world: OpenWorld;
  beforeAll(async () => {
    world = await makeWorld(server, await projectAt(base), tenants);
  });
  afterAll(() => world.close());

  it('are isolated before, as the committed matrix says', async () => {
    const proof = await proveIsolation(world);
    if (rewrite) writeFileSync(join(base, 'isolation.json'), `${JSON.stringify({ matrix: proof.matrix, accepted: [] }, null, 2)}\n`);
    expect(proof.findings).toEqual([]);
    expect(expectedFindings(expectation(), proof.matrix)).toEqual([]);
    expect(Object.values(proof.strangers).flatMap((objects) => Object.values(objects).flatMap((cells) => Object.values(cells))).filter((outcome) => outcome !== 'refused')).toEqual([]);
  });

  it.each(broken)('%s', async (name) => {
    await world.admin.query(textOf(name, 'break.sql'));
    try {
      check(name, await proveIsolation(world, expectation()));
    } finally {
      await world.admin.query(textOf(name, 'mend.sql'));
    }
  });

  it('are isolated again when all is mended', async () => {
    expect((await proveIsolation(world, expectation())).findings).toEqual([]);
  });
});

describe('templates that break isolation, or their committed matrix', () => {
  /** What changes files of the base case is held against its matrix; what adds files has objects that are not in it. */
  const changes = (name: string): boolean => existsSync(join(folder, name, 'tenant_template')) && readdirSync(join(folder, name, 'tenant_template')).some((file) => existsSync(join(base, 'tenant_template', file)));

  it.each(cases.filter((name) => !broken.includes(name)))('%s', async (name) => {
    const world = await overlaid(join(folder, name), async (root) => makeWorld(server, await projectAt(root), tenants));
    try {
      check(name, await proveIsolation(world, changes(name) ? expectation() : null));
    } finally {
      await world.close();
    }
  });
});
