import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSchemas } from '../scripts/corpus/read-schemas.js';
import { buildConfig } from '../scripts/corpus/tenant-config.js';
import { loadGrammar } from '../src/parse/load-grammar.js';
import { startServer } from '../src/postgres/start-server.js';
import type { PostgresServer } from '../src/postgres/types.js';
import { startControlServer, type ControlServer } from '../test/tenancy/control/control-server.js';
import { changeSchema } from './random-changes/change-schema.js';

const repository = join(import.meta.dirname, '..');
const large = join(repository, '..', 'shared', 'corpus', 'schemas');
const steps = Number(process.env['PGCOG_CHANGES'] ?? 20);
const tenants = 5;
const seed = Number(process.env['PGCOG_TEST_SEED'] ?? 2026);

/** One that writes migrations, and one that has tenants. */
let planning: PostgresServer;
let fleet: ControlServer;
const counts = new Map<string, number>();
let done = 0;
beforeAll(async () => {
  planning = await startServer({ version: 17 });
  fleet = await startControlServer(17);
}, 120_000);
afterAll(async () => {
  await planning?.stop();
  await fleet?.stop();
});

const { schemas: all, roles } = readSchemas(existsSync(large) ? large : join(repository, 'fixtures', 'corpus'));
const schemas = all.map((schema) => ({ name: schema.name, schema }));

describe(`${steps} small changes of a template by chance, each taken to ${tenants} tenants, seed ${seed}`, () => {
  it.each(schemas)('$name ends as if it had been made so', async ({ schema }) => {
    const report = await changeSchema({ schema, seed, steps, tenants, counts, server: planning, fleet, config: buildConfig(roles), grammar: await loadGrammar() });
    if (report.failure !== null) throw new Error(report.failure);
    expect(report.done).toBe(steps);
    expect(report.statements).toBeGreaterThan(0);
    done += report.done;
  });

  it('were of many kinds', () => {
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(done);
    expect(counts.size).toBeGreaterThanOrEqual(Math.min(60, Math.floor(done * 0.4)));
  });
});
