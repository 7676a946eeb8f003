import { afterAll, beforeAll, expect, it } from 'vitest';
import { openState } from '../../src/dev/database/dev-state.js';
import { applyDifference } from '../../src/dev/template/apply-difference.js';
import { readState } from '../../src/migrations/run/read-state.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { openFleet, type FleetWorld } from '../migrations/run/fleet-world.js';
import { migrationOf } from '../migrations/run/migration-of.js';
import { templateOf } from '../tenancy/template/install.js';

let world: FleetWorld;
beforeAll(async () => {
  world = await openFleet({ 'shared/a.sql': 'create table old (id int primary key); grant select on old to tenant_users;', 'tenant_template/a.sql': 'create view v as select id from shared.old;' }, ['one', 'two']);
}, 60_000);
afterAll(() => world.close());

it('what tenants rested on in shared goes with them', async () => {
  const { control: { config, master }, rows } = world;
  await openState(master);
  const files = { 'tenant_template/a.sql': 'create view v as select 1 as id;' };
  const { program } = await readState(master);
  await applyDifference({
    session: master, grammar: await loadGrammar(), config, from: program ?? '', template: await templateOf(files, config), known: { files: [], config },
    migration: await migrationOf(config, { name: 'pgcog_dev', sql: 'drop view v;\ncreate view v as select 1 as id;\n-- pgcog step shared\ndrop table shared.old;', number: 2, after: world.files()[0]?.id ?? null }),
  });
  expect(await rows("select to_regclass('shared.old')::text as old")).toEqual([{ old: null }]);
  world.change(files);
  expect(await world.differences()).toEqual({ one: [], two: [] });
});
