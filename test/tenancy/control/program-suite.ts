import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedExtensions, installExtensions } from '../../../src/catalog/extensions.js';
import { planLoad } from '../../../src/catalog/plan-load.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import type { ServerMajor } from '../../../src/postgres/types.js';
import { compareFingerprints } from '../../../src/tenancy/fingerprint/compare-fingerprints.js';
import { fingerprint } from '../../../src/tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../../src/tenancy/fingerprint/types.js';
import { cutProgram } from '../../../src/tenancy/program/cut-program.js';
import { storeProgram } from '../../../src/tenancy/program/store-program.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { dropTenant } from '../../../src/tenancy/tenants/drop-tenant.js';
import { probeObjects } from '../../support/probe-objects.js';
import { attempt } from './attacks.js';
import { openControl, type ControlWorld, type Member } from './harness.js';

/** Every kind of object, and what reads whatever it is told with the rights of the schema's owner. */
const template = `${readFileSync(join(import.meta.dirname, '..', 'program', 'every-kind.sql'), 'utf8')}
create function tenant_template.peek(relation text) returns text language plpgsql security definer as $$ declare found text; begin execute 'select count(*) from ' || relation into found; return found; end $$;
grant execute on function tenant_template.peek(text) to tenant_users;`;

/** A template's program under the whole control schema, as its owner, who is no superuser. */
export function programSuite(version: ServerMajor): void {
  describe(`tenants by a template's program, on PostgreSQL ${version}`, () => {
    let world: ControlWorld;
    let schema: string;
    const tenants = { acme: '', globex: '' };
    const members: Member[] = [];

    beforeAll(async () => {
      world = await openControl({ version });
      const { master: owner, config, run } = world;
      const grammar = await loadGrammar();
      const plan = planLoad(grammar, [{ path: 'tenant_template/a.sql', text: template }], config);
      await world.super.query(`create schema extensions; grant usage on schema extensions to cognition_owner with grant option`);
      await installExtensions(world.super, plan.value.extensions);
      const installed = await installedExtensions(world.super, plan.value.extensions);
      await owner.query('set role cognition_owner');
      await owner.query('select cognition.open_shared()');
      await storeProgram(owner, cutProgram({ grammar, statements: plan.value.run, config, installed }).value);
      schema = `template_${run}`;
      await owner.query('select cognition.make_template($1)', [schema]);
      Object.assign(tenants, { acme: `acme_${run}`, globex: `globex_${run}` });
      for (const name of Object.values(tenants)) await createTenant(owner, { name, displayName: name });
      await owner.query('reset role');
      for (const role of ['users', 'admins']) members.push(await world.addMember(tenants.acme, role));
    });
    afterAll(() => world.close());

    const look = (name: string, exact = false): Promise<Fingerprint> =>
      fingerprint(world.super, { schema: name, roles: world.config.roles.map((role) => role.name), template: false }, { rows: true, exact });

    it('are as the template, object by object, with its rows, and nothing in them is another\'s', async () => {
      const made = await look(tenants.acme, true);
      expect(compareFingerprints(await look(schema, true), made)).toEqual([]);
      expect(compareFingerprints(made, await look(tenants.globex, true))).toEqual([]);
      expect(made.rows.length).toBeGreaterThan(100);
      const own = `array(select oid from pg_roles where starts_with(rolname, '${tenants.acme}_') or rolname = 'application_admins')`;
      expect((await world.super.query(`select * from cognition.foreign_roles('${tenants.acme}'::regnamespace, ${own})`)).rows).toEqual([]);
      expect((await world.super.query(`select * from cognition.foreign_objects('${tenants.acme}'::regnamespace)`)).rows).toEqual([]);
    });

    it('work with search_path = pg_catalog, and as before when the template is dropped', async () => {
      const [before, probes] = [await look(tenants.acme), await probeObjects(world.super, tenants.acme)];
      expect(probes).toEqual(await probeObjects(world.super, schema));
      await world.super.query(`drop schema ${schema} cascade`);
      expect(await probeObjects(world.super, tenants.acme)).toEqual(probes);
      expect(compareFingerprints(before, await look(tenants.acme))).toEqual([]);
    });

    it('have a function with its owner\'s rights and dynamic SQL, which reads its own tenant alone', async () => {
      for (const { session } of members) {
        const peek = (relation: string): Promise<string> => attempt(session, `select ${tenants.acme}.peek('${relation}') as n`);
        expect(await peek('orders')).toBe('gave {"n":"0"}');
        for (const relation of [`${tenants.globex}.orders`, 'cognition.identities', 'cognition.template_steps']) expect(await peek(relation)).toBe('42501');
        expect(await peek('cognition.tenants')).toBe('gave {"n":"0"}');
        expect(await attempt(session, `select ${tenants.globex}.peek('orders')`)).toBe('42501');
      }
    });

    it('are dropped with their roles', async () => {
      await world.master.query('set role cognition_owner');
      await dropTenant(world.master, tenants.globex, tenants.globex);
      await world.master.query('reset role');
      const { rows } = await world.super.query(`select rolname from pg_roles where rolname like $1 || '%' union all select nspname from pg_namespace where nspname = $1`, [tenants.globex]);
      expect(rows).toEqual([]);
    });
  });
}
