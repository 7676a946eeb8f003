import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readViews } from '../../../src/statements/analyse.js';
import { typeSql } from '../../../src/statements/custom/type-sql.js';
import { openWorld, type World } from './support.js';

let world: World;
const shop = '/work/main/fixtures/generate/shop';
beforeAll(async () => {
  const template = readdirSync(join(shop, 'tenant_template')).sort().map((f) => readFileSync(join(shop, 'tenant_template', f), 'utf8')).join('\n');
  const shared = readFileSync(join(shop, 'shared/010_countries.sql'), 'utf8');
  world = await openWorld(template, { 'pgcog.config.ts': readFileSync(join(shop, 'pgcog.config.ts'), 'utf8') }, shared);
});
afterAll(() => world?.close());

it('types', async () => {
  await world.database.owner.query('set search_path = tenant_template, extensions');
  const context = { client: world.database.owner, catalog: world.catalog, names: world.names, settings: world.settings, grammar: world.grammar, views: await readViews(world.database.owner), serverVersion: 170010 };
  const run = async (text: string) => {
    const t0 = performance.now();
    const typed = await typeSql(context, { source: { file: 'x.sql', text, segments: [{ at: 0, source: 0 }] }, arguments: new Map(), around: { parent: null, steps: [] } });
    console.log(text, performance.now() - t0, JSON.stringify(typed.diagnostics, null, 1), typed.value?.analysis.columns.map((c) => `${c.name} ${c.type} ${c.nullability}`).join(', '), typed.value?.analysis.rows, typed.value?.edits.map((e) => e.text), [...typed.value?.types ?? []], [...typed.value?.facts ?? []].map((x) => JSON.stringify(x)).join(' '));
  };
  await run('select * from orders where id = :id');
  await run("select * from orders where deleted_at is null\n /*? status */ and status = any(:status)\n /*? from */ and created_at >= :from::timestamptz\n /*? text */ and note ilike '%' || :text || '%'");
  await run('select * from customers where email = :email and id = :id');
  await run("select * from customers where email in ('a:b', :email)");
  await run("update orders set status = 'delivered' where id = any(:ids) and status = 'in transit' returning *");
  await run("insert into order_events (order_id, what) values (:o, :w) returning nextval('order_events_id_seq'), id");
  await run("select * from ordrs where id = :id");
  await run("select * from orders where created_at > 'today'");
  await run("select * from orders where id = :x or number = :x");
  await run("select json_build_object('k', :v)");
  expect(1).toBe(1);
});
