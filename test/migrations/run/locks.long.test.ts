import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunOptions, RunReport } from '../../../src/migrations/run/types.js';
import type { Member } from '../../tenancy/control/harness.js';
import { openFleet, type FleetWorld } from './fleet-world.js';
import { startTraffic } from './locks-traffic.js';

const names = Array.from({ length: 12 }, (_, n) => `t${n}`);
/** The first that is asked, and the first that is migrated. */
const held = 't0';
const base = 'create table orders (id int generated always as identity primary key, note text, plan int references shared.plans); grant select, insert, update on orders to tenant_users;';
const plans = 'create table plans (id int primary key, name text); grant select on plans to tenant_users;';
/** Milliseconds that a step waits for its lock, and how long the table is held at least: nobody else waits for that. */
const [lock, long] = [400, 5000];
/** What a machine with much else to do may take longer. */
const slack = 1500;
/** Who makes a tenant waits for the whole change of the template, on such a machine. */
const change = 15_000;

describe.each(['user', 'role'] as const)('one tenant is locked, in credential mode %s', (credentials) => {
  let world: FleetWorld;
  let [template, shared] = [base, plans];
  const members = new Map<string, Member>();
  const schema = (name: string): string => world.tenants[name] ?? '';

  async function step(name: string, sql: string, change: { readonly template?: string; readonly shared?: string }): Promise<void> {
    await world.add(name, sql);
    template = change.template ?? template;
    shared = change.shared ?? shared;
    world.change({ 'tenant_template/a.sql': template, 'shared/a.sql': shared });
  }

  beforeAll(async () => {
    world = await openFleet({ 'shared/a.sql': plans, 'tenant_template/a.sql': base }, names, 17, null, { credentials });
    await world.rows("insert into shared.plans select n, 'plan' from generate_series(1, 5) n");
    for (const name of names) await world.rows(`insert into ${schema(name)}.orders (note, plan) select 'old', 1 from generate_series(1, 200)`);
    await world.up();
    for (const name of names) members.set(name, await world.control.addMember(schema(name), 'admins'));
  }, 120_000);
  afterEach(() => void (world.events.length = 0));
  afterAll(() => world.close());

  const waitsOf = (tenant: string): number => world.events.filter((one) => one.event === 'waits' && one.tenant === tenant).length;
  const behind = async (): Promise<readonly string[]> => (await world.rows<{ name: string }>('select t.name from cognition.tenant_migrations m join cognition.tenants t on t.id = m.tenant_id where m.number < (select max(number) from cognition.migrations) order by 1')).map(({ name }) => name);

  interface Seen {
    readonly report: RunReport;
    /** Tenants that were behind at the last moment of the lock. */
    readonly behind: readonly string[];
    /** Rounds of each while the lock was held. */
    readonly rounds: ReadonlyMap<string, number>;
    readonly waits: ReadonlyMap<string, number>;
    /** Tenants that were made meanwhile. */
    readonly made: readonly string[];
  }

  /** Runs migrations and everybody's work while a transaction holds something of a tenant, until the others are done; or until the run has ended. */
  async function whileHeld(holding: string, { makes = 2, enough = (done) => done, ...changes }: Partial<RunOptions> & { readonly makes?: number; readonly enough?: (done: boolean) => boolean } = {}): Promise<Seen> {
    const mover = `mover_${world.control.run}`;
    const [holder, session] = [await world.control.login(mover, 'mover'), await world.control.login(mover, 'mover')];
    const made: string[] = [];
    const before = Object.keys(world.tenants).length;
    const traffic = await startTraffic(world, {
      members, changing: [held, 't2'],
      make: async () => void (made.length < makes && made.push(await world.addTenant(`n${before + made.length}`))),
    });
    try {
      await holder.query(`begin; set local role ${schema(held)}_owner; set local search_path = ${schema(held)}; ${holding}`);
      const from = performance.now();
      const rounds = new Map(traffic.rounds);
      let ended = false;
      const run = world.up({ session, parallel: 4, limits: { lock, statement: 60_000, outside: 60_000 }, ...changes }).finally(() => (ended = true));
      run.catch(() => undefined); // It is awaited below.
      const others = new Set(names.filter((name) => name !== held).map(schema));
      const done = (): boolean => world.events.filter((one) => one.event === 'tenant' && others.has(one.tenant)).length === others.size;
      while (performance.now() - from < long || (!ended && (made.length < makes || !enough(done())))) await sleep(20);
      const left = await behind();
      const during = new Map([...traffic.rounds].map(([name, times]) => [name, times - (rounds.get(name) ?? 0)]));
      await holder.query('commit');
      return { report: await run, behind: left, rounds: during, waits: traffic.waits, made };
    } finally {
      await traffic.stop();
      await Promise.all([holder.end(), session.end()]);
    }
  }

  /** All have worked on meanwhile, and none has waited longer than a step waits for its lock. */
  function expectGoingOn({ rounds, waits, made }: Seen, makes = 2): void {
    expect([...rounds].filter(([, times]) => times < 3).filter(([name]) => name !== 'makes')).toEqual([]);
    expect(rounds.size).toBe(names.length * 2 + 3);
    expect([...waits].filter(([name, waited]) => waited > (name === 'makes' ? change : lock + slack))).toEqual([]);
    expect(made).toHaveLength(makes);
  }

  async function expectAllCurrent(): Promise<void> {
    expect(await behind()).toEqual([]);
    expect(Object.entries(await world.differences()).filter(([, found]) => found.length > 0)).toEqual([]);
  }

  it('by who reads its table: the others are taken along meanwhile, it when that has ended', async () => {
    await step('extra', `alter table orders add column extra int;
      -- pgcog step batched orders by id\nupdate orders set extra = id;
      -- pgcog step alone\ncreate index concurrently orders_extra on orders (extra);
      -- pgcog step transaction\nalter table orders add constraint orders_extra_check check (extra > 0) not valid;
      -- pgcog step transaction\nalter table orders validate constraint orders_extra_check;`,
    { template: `${base.replace('plan int', 'extra int check (extra > 0), plan int')} create index orders_extra on orders (extra);` });
    const seen = await whileHeld('select from orders', { enough: (done) => done && waitsOf(schema(held)) > 2 });
    expect(seen.behind).toEqual([schema(held)]);
    expect(seen.report).toMatchObject({ failures: [], behind: 0 });
    expect(world.events.filter((one) => one.event === 'waits').every((one) => one.tenant === schema(held) && /lock timeout/u.test(one.why))).toBe(true);
    expectGoingOn(seen);
    await expectAllCurrent();
  }, 120_000);

  it('by who writes: it fails when it has been tried often enough, and the next run takes it along', async () => {
    await step('more', 'alter table orders add column more text;', { template: template.replace('plan int', 'more text, plan int') });
    const seen = await whileHeld("insert into orders (note) values ('held')", { tries: 2, pause: 50, continueOnError: true, enough: () => false });
    expect(seen.behind).toEqual([schema(held)]);
    expect(seen.report).toMatchObject({ failures: [{ tenant: schema(held), migration: '0003_more', step: 1, why: 'step 1: canceling statement due to lock timeout' }], behind: 1 });
    expect(await world.rows('select schema_name, state, error from cognition.migration_ledger where state <> $1', ['done'])).toEqual([{ schema_name: schema(held), state: 'failed', error: 'step 1: canceling statement due to lock timeout' }]);
    expectGoingOn(seen);
    expect(await world.up()).toMatchObject({ migrated: [schema(held)], failures: [], behind: 0 });
    await expectAllCurrent();
  }, 120_000);

  it('by who writes, before an index that is built beside them: nobody waits', async () => {
    await step('index', '-- pgcog step alone\ncreate index concurrently orders_note on orders (note);', { template: `${template} create index orders_note on orders (note);` });
    const seen = await whileHeld("insert into orders (note) values ('held')", { small: 0 });
    expect(seen.behind).toEqual([schema(held)]);
    expect(seen.report).toMatchObject({ failures: [], behind: 0 });
    expectGoingOn(seen);
    await expectAllCurrent();
  }, 120_000);

  it('altogether: its own members wait, nobody else does, nor does what is asked beforehand', async () => {
    await world.rows(`update ${schema(held)}.orders set note = 'x' where note is null`);
    await step('strict', 'alter table orders alter column note set not null;', { template: template.replace('note text', 'note text not null') });
    const seen = await whileHeld('lock table orders', { continueOnError: true, pause: 20 });
    expect(seen.behind).toEqual([schema(held)]);
    expect(seen.report).toMatchObject({ failures: [], behind: 0 });
    expect(world.events.filter((one) => one.event === 'unasked')).toMatchObject([{ what: 'orders.note is to be not null', tenants: [schema(held)], why: 'its rows are locked: canceling statement due to lock timeout' }]);
    const own = (name: string): boolean => name === `reads ${held}` || name === `writes ${held}`;
    const others = (all: ReadonlyMap<string, number>): ReadonlyMap<string, number> => new Map([...all].filter(([name]) => !own(name)));
    expect([...seen.waits].filter(([name, waited]) => own(name) && waited > long / 2)).toHaveLength(2);
    expectGoingOn({ ...seen, rounds: new Map([...seen.rounds].map(([name, times]) => [name, own(name) ? 3 : times])), waits: others(seen.waits) });
    await expectAllCurrent();
  }, 120_000);

  it('in what is shared: no tenant is touched before, and who reads it waits no longer either', async () => {
    await step('price', '-- pgcog step shared\nalter table shared.plans add column price int;\n-- pgcog step transaction\nalter table orders add column paid int;',
      { shared: plans.replace('name text', 'name text, price int'), template: template.replace('plan int', 'paid int, plan int') });
    const seen = await whileHeld('select from shared.plans', { enough: () => true, makes: 1 });
    // The template has not been changed yet: nobody is behind.
    expect(seen.behind).toEqual([]);
    expect(seen.report).toMatchObject({ failures: [], behind: 0 });
    expectGoingOn(seen, 1);
    await expectAllCurrent();
  }, 120_000);
});
