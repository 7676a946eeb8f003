import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RowsInTheWay } from '../../../src/migrations/run/migrate-up.js';
import { fc } from '../../support/property.js';
import { openFleet, type FleetWorld } from './fleet-world.js';
import { changes, rowsOfAll, template } from './preflight-changes.js';
import { isTrue, openAsked, type AskedWorld } from './preflight-support.js';

describe('what is said before a change is what comes of it', () => {
  let world: AskedWorld;
  beforeAll(async () => {
    world = await openAsked(template);
  }, 60_000);
  afterAll(() => world.close());

  it.each(Object.entries(changes))('%s', async (_name, steps) => {
    const seen = { failed: 0, fine: 0 };
    await fc.assert(fc.asyncProperty(rowsOfAll, steps, async (rows, change) => {
      const outcome = await world.try(rows, change);
      expect(isTrue(outcome), `${change.join('; ')}\n${rows}\n${JSON.stringify(outcome)}`).toBe(true);
      seen[outcome.failure === null ? 'fine' : 'failed'] += 1;
    }), { numRuns: 40 });
    expect(seen.fine).toBeGreaterThan(0);
  }, 300_000);
});

describe('seven of fifty tenants', () => {
  const names = Array.from({ length: 50 }, (_, n) => `t${String(n).padStart(2, '0')}`);
  const before = 'create table orders (id int generated always as identity primary key, total text, email text, region text)';
  const rows: Readonly<Record<string, string>> = {
    t03: "update orders set total = 'ten' where id = 2", t11: "update orders set total = '1,5' where id in (1, 3)", t19: 'update orders set region = null where id = 3',
    t27: "update orders set email = 'A@x' where id < 3", t28: 'update orders set region = null', t40: "update orders set email = 'b@x' where id > 1", t49: "update orders set total = 'x', region = null where id = 1",
  };
  let world: FleetWorld;
  beforeAll(async () => {
    world = await openFleet({ 'tenant_template/a.sql': before }, names);
    for (const tenant of Object.values(world.tenants)) await world.rows(`insert into ${tenant}.orders (total, email, region) select n, n || '@x', 'eu' from generate_series(1, 3) n`);
    for (const [name, sql] of Object.entries(rows)) await world.rows(`set search_path = ${world.tenants[name] ?? ''}; ${sql}; reset search_path`);
    await world.up();
    await world.add('strict', `alter table orders alter total type numeric using total::numeric; alter table orders alter region set not null;
      -- pgcog step alone
      create unique index concurrently orders_email on orders (lower(email));`);
    world.change({ 'tenant_template/a.sql': `create table orders (id int generated always as identity primary key, total numeric, email text, region text not null); create unique index orders_email on orders (lower(email))` });
  }, 240_000);
  afterAll(() => world.close());

  const state = (): Promise<unknown> => world.rows(`select (select jsonb_agg(to_jsonb(l) order by l.schema_name, l.number, l.step) from cognition.migration_ledger l) as ledger, (select jsonb_agg(m.number) from cognition.tenant_migrations m) as tenants,
    (select jsonb_agg(to_jsonb(i)) from cognition.installed_template i) as template, (select jsonb_agg(m.id) from cognition.migrations m) as migrations`);

  it('are named with their rows, and nothing is started', async () => {
    const was = await state();
    const thrown: unknown = await world.up().catch((error: unknown) => error);
    if (!(thrown instanceof RowsInTheWay)) throw thrown;
    expect(thrown.found.map(({ tenant, step, what, rows: keys }) => [tenant.slice(0, 3), step, what, keys])).toEqual([
      ['t03', 1, 'orders.total is to become numeric', [{ id: 2 }]],
      ['t11', 1, 'orders.total is to become numeric', [{ id: 1 }, { id: 3 }]],
      ['t19', 2, 'orders.region is to be not null', [{ id: 3 }]],
      ['t27', 3, 'orders is to be unique by lower(email)', [{ 'lower(email)': 'a@x', rows: 2 }]],
      ['t28', 2, 'orders.region is to be not null', [{ id: 1 }, { id: 2 }, { id: 3 }]],
      ['t40', 3, 'orders is to be unique by lower(email)', [{ 'lower(email)': 'b@x', rows: 2 }]],
      ['t49', 1, 'orders.total is to become numeric', [{ id: 1 }]],
      ['t49', 2, 'orders.region is to be not null', [{ id: 1 }]],
    ]);
    expect(await state()).toEqual(was);
    expect((await world.differences())['t03']).toEqual([]);
  }, 120_000);

  it('are left out by --skip-failing, and the others migrated', async () => {
    const { migrated, skipped, failures, behind } = await world.up({ skipFailing: true });
    expect([migrated.length, new Set(skipped.map(({ tenant }) => tenant)).size, failures, behind]).toEqual([43, 7, [], 7]);
    for (const [name, found] of Object.entries(await world.differences())) expect(found.length > 0, name).toBe(name in rows);
  }, 240_000);
});
