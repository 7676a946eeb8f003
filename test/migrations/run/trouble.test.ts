import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MigrationRefused } from '../../../src/migrations/ledger/migration-refused.js';
import type { RunReport } from '../../../src/migrations/run/types.js';
import { openFleet, type FleetWorld } from './fleet-world.js';

const base = "create type state as enum ('open', 'closed'); create table orders (id int primary key, total text, state state not null default 'open', note text);";
let world: FleetWorld;
let template = base;

/** Its end is the template of the next test. */
async function step(name: string, sql: string, now: string): Promise<void> {
  await world.add(name, sql);
  template = now;
  world.change({ 'tenant_template/a.sql': now });
}
const refused = (work: Promise<RunReport>): Promise<unknown> => work.then((report) => report, (thrown: unknown) => (thrown instanceof MigrationRefused ? [thrown.code, thrown.message] : thrown));
const tenant = (name: string): string => world.tenants[name] ?? '';
const numbers = async (): Promise<unknown> => Object.fromEntries((await world.rows<{ name: string; number: number }>('select t.name, m.number from cognition.tenant_migrations m join cognition.tenants t on t.id = m.tenant_id')).map(({ name, number }) => [name.replace(`_${world.control.run}`, ''), number]));

beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': base }, ['a', 'b', 'c']);
  await world.up();
}, 60_000);
afterEach(() => void (world.events.length = 0));
afterAll(() => world.close());

it('a step that fails in the template changes nothing, and neither does one that does not lead to it', async () => {
  const files = world.files();
  await world.add('wrong', 'alter table orders add column extra int; alter table nowhere add column x int;');
  expect(await refused(world.up())).toEqual(['PGC644', 'in the template, 0002_wrong, step 2: relation "nowhere" does not exist; nothing was changed']);
  world.setFiles(files);
  await world.add('little', 'alter table orders add column extra int;');
  expect(await refused(world.up())).toEqual(['PGC643', 'the migrations do not lead to the template: column orders.extra is not in the template']);
  world.setFiles(files);
  expect(await world.rows("select count(*)::int as n from cognition.migrations union all select count(*)::int from pg_attribute where attname = 'extra'")).toEqual([{ n: 1 }, { n: 0 }]);
  expect(await world.up()).toMatchObject({ template: [] });
});

it('a tenant whose table is locked delays itself alone', async () => {
  await step('extra', 'alter table orders add column extra int;', base.replace('note text', 'note text, extra int'));
  const holder = await world.control.login(`mover_${world.control.run}`, 'mover');
  await holder.query(`begin; set local role ${tenant('b')}_owner; select from ${tenant('b')}.orders`);
  const started = performance.now();
  const [run, seen] = await Promise.all([
    world.up({ limits: { lock: 200, statement: 60_000, outside: 60_000 } }),
    (async () => {
      while (!world.events.some((one) => one.event === 'waits')) await new Promise((resolve) => setTimeout(resolve, 20));
      const at = await numbers();
      // Who reads another's table, or this one's, waits no longer than the migration waits for its lock.
      const reading = performance.now();
      await world.rows(`select from ${tenant('a')}.orders; select from ${tenant('b')}.orders`);
      const waited = performance.now() - reading;
      while (!world.events.some((one) => one.event === 'tenant' && one.tenant === tenant('c'))) await new Promise((resolve) => setTimeout(resolve, 20));
      await holder.query('commit');
      return { at, waited };
    })(),
  ]);
  expect(performance.now() - started).toBeGreaterThan(200);
  expect(seen.waited).toBeLessThan(2000);
  expect(seen.at).toMatchObject({ b: 1 });
  expect(run).toMatchObject({ failures: [], behind: 0 });
  expect(world.events.filter((one) => one.event === 'waits').every((one) => one.tenant === tenant('b') && /lock timeout/u.test(one.why))).toBe(true);
});

describe('what is left half', () => {
  it('an index that was not finished is dropped and built again, one that was is not built twice', async () => {
    for (const name of ['a', 'b']) await world.rows(`create index orders_note on ${tenant(name)}.orders (note)`);
    await world.rows(`alter index ${tenant('a')}.orders_note owner to ${tenant('a')}_owner`).catch(() => undefined);
    await world.rows('update pg_index set indisvalid = false where indexrelid = $1::regclass', [`${tenant('a')}.orders_note`]);
    await step('note', '-- pgcog step alone\ncreate index concurrently orders_note on orders (note);', `${template} create index orders_note on orders (note);`);
    // The index of b is there and nobody has begun it: that is not ours.
    const first = await world.up({ continueOnError: true });
    expect(first.failures).toEqual([{ tenant: tenant('b'), migration: '0003_note', step: 1, why: 'relation "orders_note" already exists' }]);
    expect(await world.rows('select indisvalid from pg_index where indexrelid = $1::regclass', [`${tenant('a')}.orders_note`])).toEqual([{ indisvalid: true }]);
    // Begun by a session that is no more, it is.
    await world.rows("update cognition.migration_ledger set state = 'started', pid = 0 where schema_name = $1 and number = 3", [tenant('b')]);
    const before = await world.rows('select $1::regclass::oid', [`${tenant('b')}.orders_note`]);
    expect(await world.up()).toMatchObject({ migrated: [tenant('b')], behind: 0 });
    expect(await world.rows('select $1::regclass::oid', [`${tenant('b')}.orders_note`])).toEqual(before);
    expect(await world.differences()).toEqual({ a: [], b: [], c: [] });
  });

  it('nobody takes over from a session that lives', async () => {
    await step('total', '-- pgcog step alone\ncreate index concurrently orders_total on orders (total);', `${template} create index orders_total on orders (total);`);
    expect((await world.up({ tenants: [tenant('a')] })).behind).toBe(2);
    const holder = await world.control.login(`mover_${world.control.run}`, 'mover');
    await holder.query('set role cognition_owner');
    await holder.query('select cognition.start_step($1, 4, 1)', [tenant('c')]);
    const running = world.up();
    while (!world.events.some((one) => one.event === 'waits')) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(world.events.find((one) => one.event === 'waits')).toMatchObject({ tenant: tenant('c'), why: `somebody else is migrating ${tenant('c')}` });
    await holder.end();
    expect(await running).toMatchObject({ behind: 0, failures: [] });
  });

  it('a batched step goes on behind the last stretch', async () => {
    await world.rows(`insert into ${tenant('c')}.orders (id, total) select n, 0 from generate_series(1, 1000) n`);
    await step('count', "-- pgcog step batched orders by id\nupdate orders o set total = o.total::int + 1 where o.id <> 500 or o.id is null;", template);
    const stopped = new AbortController();
    const options = await world.options({ signal: stopped.signal, tenants: [tenant('c')], batchSize: 10 });
    const { migrateUp } = await import('../../../src/migrations/run/migrate-up.js');
    const run = migrateUp(options).then(() => 'ended', () => 'stopped');
    while ((await world.rows("select from cognition.migration_ledger where number = 5 and (progress ->> 'batches')::int > 5")).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stopped.abort();
    expect(await run).toBe('stopped');
    expect((await world.rows<{ n: number }>(`select count(*)::int as n from ${tenant('c')}.orders where total = '1'`))[0]?.n).toBeLessThan(999);
    expect(await world.up()).toMatchObject({ behind: 0, failures: [] });
    expect(await world.rows(`select total, count(*)::int as n from ${tenant('c')}.orders group by 1 order by 1`)).toEqual([{ total: '0', n: 1 }, { total: '1', n: 999 }]);
  });
});

it('two runners at once share the work, and a tenant that is made meanwhile is current', async () => {
  await step('both', "alter table orders add column twice text not null default 'x';\nupdate orders set twice = twice || twice;\n-- pgcog step alone\ncreate index concurrently orders_twice on orders (twice);",
    template.replace('extra int', "extra int, twice text not null default 'x'").concat(' create index orders_twice on orders (twice);'));
  const [one, other] = await Promise.all([world.up({ session: await world.control.login(`mover_${world.control.run}`, 'mover') }), world.up(), world.addTenant('d')]);
  expect([...one.failures, ...other.failures]).toEqual([]);
  expect(await numbers()).toEqual({ a: 6, b: 6, c: 6, d: 6 });
  expect(await world.rows(`select distinct twice from ${tenant('c')}.orders`)).toEqual([{ twice: 'xx' }]);
  expect(await world.differences()).toEqual({ a: [], b: [], c: [], d: [] });
});

it('a value that is added to an enum and used behind that has the template made anew', async () => {
  await step('lost', "-- pgcog step alone\nalter type state add value 'lost';\n-- pgcog step transaction\nalter table orders alter column state set default 'lost';", template.replace("'closed')", "'closed', 'lost')").replace("default 'open'", "default 'lost'"));
  expect(await world.up({ canary: 1 })).toMatchObject({ failures: [], behind: 0 });
  expect(world.events).toContainEqual({ event: 'template', migrations: ['0007_lost'], way: 'made anew' });
  expect(await world.differences()).toEqual({ a: [], b: [], c: [], d: [] });
});

it('a step that fails in one tenant is written down, stops the run, and goes on when that is right', async () => {
  await world.rows(`alter table ${tenant('b')}.orders drop column note`);
  await step('remark', "alter table orders add column remark text;\n-- pgcog step transaction\ncomment on column orders.note is 'A note';", template.replace('note text', 'remark text, note text').concat(" comment on column orders.note is 'A note';"));
  const { failures, behind } = await world.up({ parallel: 1 });
  expect([failures, behind]).toEqual([[{ tenant: tenant('b'), migration: '0008_remark', step: 1, why: 'step 2: column "note" of relation "orders" does not exist' }], 3]);
  expect(await world.rows("select schema_name, step, state, attempts, error from cognition.migration_ledger where state = 'failed'")).toEqual([{ schema_name: tenant('b'), step: 1, state: 'failed', attempts: 1, error: 'step 2: column "note" of relation "orders" does not exist' }]);
  expect((await world.up({ parallel: 1, continueOnError: true })).behind).toBe(1);
  await world.rows(`alter table ${tenant('b')}.orders add column note text; create index orders_note on ${tenant('b')}.orders (note)`);
  expect(await world.up()).toMatchObject({ migrated: [tenant('b')], behind: 0 });
  expect(await world.differences()).toEqual({ a: [], b: [], c: [], d: [] });
});
