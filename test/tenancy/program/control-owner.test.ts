import { afterEach, expect, it } from 'vitest';
import { installedExtensions, installExtensions } from '../../../src/catalog/extensions.js';
import { planLoad } from '../../../src/catalog/plan-load.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { compareFingerprints } from '../../../src/tenancy/fingerprint/compare-fingerprints.js';
import { fingerprint } from '../../../src/tenancy/fingerprint/fingerprint.js';
import { cutProgram } from '../../../src/tenancy/program/cut-program.js';
import { storeProgram } from '../../../src/tenancy/program/store-program.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { dropTenant } from '../../../src/tenancy/tenants/drop-tenant.js';
import { openControl, type ControlWorld } from '../control/harness.js';
import { everyKind } from './server.js';

let world: ControlWorld | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

/** With `PGCOG_TEST_CONTROL_URL` both are that server. */
it.each([17, 18] as const)('under the whole control schema, as its owner who is no superuser, on PostgreSQL %i', async (version) => {
  world = await openControl({ version });
  const { master: owner, config, run } = world;
  const grammar = await loadGrammar();
  const plan = planLoad(grammar, [{ path: 'tenant_template/a.sql', text: everyKind }], config);
  await world.super.query(`create schema extensions; grant usage on schema extensions to cognition_owner with grant option`);
  await installExtensions(world.super, plan.value.extensions);
  const installed = await installedExtensions(world.super, plan.value.extensions);
  await owner.query(`set role cognition_owner`);
  await owner.query('select cognition.open_shared()');
  await storeProgram(owner, cutProgram({ grammar, statements: plan.value.run, config, installed }).value);
  const [template, acme] = [`template_${run}`, `acme_${run}`];
  await owner.query('select cognition.make_template($1)', [template]);
  await createTenant(owner, { name: acme, displayName: 'Acme' });
  const roles = config.roles.map(({ name }) => name);
  const made = await fingerprint(owner, { schema: acme, roles, template: false });
  expect(compareFingerprints(await fingerprint(owner, { schema: template, roles, template: false }), made)).toEqual([]);
  expect(made.rows.length).toBeGreaterThan(100);
  await dropTenant(owner, acme, acme);
  const { rows } = await world.super.query(`select rolname from pg_roles where rolname like $1 || '%' union all select nspname from pg_namespace where nspname = $1`, [acme]);
  expect(rows).toEqual([]);
}, 60_000);
