import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerMajor } from '../../../src/postgres/types.js';
import { compareFingerprints } from '../../../src/tenancy/fingerprint/compare-fingerprints.js';
import { fingerprint } from '../../../src/tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../../src/tenancy/fingerprint/types.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import type { Landlord } from '../../support/landlord.js';
import { probeObjects } from '../../support/probe-objects.js';
import { bySchema, countTold, sideBySide } from './schemas-side-by-side.js';
import { everyKind, landlords } from './server.js';

/** A tenant of a template with every kind of object. */
export function makeTenantSuite(version: ServerMajor): void {
  describe(`on PostgreSQL ${version}`, () => {
    const all = landlords(version);
    let landlord: Landlord;
    let acme: string;

    beforeAll(async () => {
      landlord = await all.make(everyKind);
      acme = landlord.name('acme');
      await createTenant(landlord.control, { name: acme, displayName: 'Acme' });
    }, 60_000);
    afterAll(() => all.stop());

    const roles = ['admins', 'billing', 'users'];
    const look = (schema: string, exact = false): Promise<Fingerprint> => fingerprint(landlord.admin, { schema, roles, template: schema === 'tenant_template' }, { rows: true, exact });
    const rowsOf = async (sql: string): Promise<readonly unknown[]> => (await landlord.admin.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row).join(' '));

    it('the fixture has every kind of object', async () => {
      const kinds = new Set((await look(acme, true)).rows.map(({ object }) => object.replace(/^((?:materialized view|text search \w+|default privileges|composite type|\w+)).*$/, '$1')));
      expect([...kinds].sort()).toEqual(['aggregate', 'collation', 'column', 'composite type', 'constraint', 'default privileges', 'function', 'index', 'materialized view', 'operator', 'policy',
        'procedure', 'rows', 'rule', 'schema', 'sequence', 'statistics', 'table', 'text search configuration', 'text search dictionary', 'trigger', 'type', 'value', 'view']);
    });

    it('a tenant is as its template, object by object, with the rows that the template inserts', async () => {
      expect(compareFingerprints(await look('tenant_template', true), await look(acme, true))).toEqual([]);
      expect(await rowsOf(`select tenant_template, note from ${acme}.tenant_template order by 1`)).toEqual(['1 tenant_template is text', '2 second']);
    });

    it('every object of a schema is found once, and nothing of another one, whatever depends on whom', async () => {
      const { admin } = landlord;
      await admin.query('begin');
      try {
        await admin.query(sideBySide);
        for (const schema of ['here', 'there', acme, 'tenant_template', 'cognition', 'public', 'extensions']) {
          const members = await rowsOf(`select pg_describe_object(m.class, m.object, 0) from pg_namespace n, cognition.schema_members(n.oid) m where n.nspname = '${schema}' order by 1`);
          expect([schema, members]).toEqual([schema, await rowsOf(`select pg_describe_object(m.class, m.object, 0) from (select n.oid as space from pg_namespace n where n.nspname = '${schema}') s, lateral (${bySchema}) m order by 1`)]);
          if (schema === 'here' || schema === acme) expect(members.length).toBeGreaterThan(100);
          const told = await rowsOf(`select f.object from pg_namespace n, cognition.fingerprint(n.nspname::text, '{}') f where n.nspname = '${schema}' and f.object ~ '^(type|function|constraint) '`);
          expect([schema, told.length]).toEqual([schema, Number((await rowsOf(countTold(schema)))[0])]);
        }
      } finally {
        await admin.query('rollback');
      }
    });

    it('all of it is the tenant owner\'s, a role without attributes or a login', async () => {
      expect(await rowsOf(`select distinct pg_get_userbyid(relowner) from pg_class where relnamespace = '${acme}'::regnamespace`)).toEqual([`${acme}_owner`]);
      expect(await rowsOf(`select distinct pg_get_userbyid(proowner) from pg_proc p where pronamespace = '${acme}'::regnamespace
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'i')`)).toEqual([`${acme}_owner`]);
      expect(await rowsOf(`select rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication from pg_roles where rolname like '${acme}\\_%'`))
        .toEqual(Array.from({ length: 4 }, () => 'false false false false false false'));
    });

    it('its roles are members of the global groups, inherit as the configuration says, and of nothing else', async () => {
      expect(await rowsOf(`select m.rolname || ' in ' || g.rolname from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles g on g.oid = a.roleid where m.rolname like '${acme}\\_%' order by 1`)).toEqual([
        `${acme}_admins in ${acme}_users`, `${acme}_admins in tenant_admins`, `${acme}_billing in tenant_billing`, `${acme}_owner in cognition_tenant_owners`, `${acme}_users in tenant_users`,
      ]);
    });

    // MAINTAIN came with 17.
    const maintain = (option: string): string => (version >= 17 ? `MAINTAIN${option},` : '');

    it('grants, policies and default privileges name the tenant\'s roles, and nothing in it names another\'s', async () => {
      expect(await rowsOf(`select cognition.fingerprint_acl(relacl, '{}', '{}') from pg_class where oid = '${acme}.customers'::regclass`)).toEqual([
        `role ${acme}_admins=DELETE*,INSERT*,${maintain('*')}REFERENCES*,SELECT*,TRIGGER*,TRUNCATE*,UPDATE* role ${acme}_owner=DELETE,INSERT,${maintain('')}REFERENCES,SELECT,TRIGGER,TRUNCATE,UPDATE role ${acme}_users=SELECT`,
      ]);
      const own = `array(select oid from pg_roles where rolname like '${acme}\\_%' or rolname = 'application_admins')`;
      expect(await rowsOf(`select * from cognition.foreign_roles('${acme}'::regnamespace, ${own})`)).toEqual([]);
      expect(await rowsOf(`select * from cognition.foreign_objects('${acme}'::regnamespace)`)).toEqual([]);
      expect(await rowsOf(`select string_agg(r::regrole::text, ' ' order by r::regrole::text) from pg_policy, unnest(polroles) r where polname = 'own' and polrelid = '${acme}.customers'::regclass`)).toEqual([`${acme}_billing ${acme}_users`]);
    });

    it('with search_path = pg_catalog every view, function, default and trigger works, and means this tenant\'s tables', async () => {
      expect(await probeObjects(landlord.admin, acme)).toEqual(await probeObjects(landlord.admin, 'tenant_template'));
      const { admin } = landlord;
      await admin.query('begin; set local search_path = pg_catalog');
      try {
        await admin.query(`with c as (insert into ${acme}.customers (name, code) values ('Second', 'second') returning id) insert into ${acme}.orders (customer_id, total) select id, 5 from c`);
        await admin.query('set constraints all immediate');
        expect(await rowsOf(`select ${acme}.count_orders() as a, tenant_template.count_orders() as b, (select count(*) from ${acme}.simple) as c, (select count(*) from tenant_template.simple) as d, (select count(*) from ${acme}.cache) as e`)).toEqual(['1 0 1 0 1']);
        expect(await rowsOf(`select reference ~ '^o5[0-9]+$' from ${acme}.orders`)).toEqual(['true']);
      } finally {
        await admin.query('rollback');
      }
    });

    it('a BEGIN ATOMIC helper of a policy stays inlined: it has no settings', async () => {
      expect(await rowsOf(`select proconfig is null, proname from pg_proc where pronamespace = '${acme}'::regnamespace and proname in ('mine', 'has_mood', 'tidy') order by 2`)).toEqual(['false has_mood', 'true mine', 'true tidy']);
    });

    it('dropping the template changes nothing', async () => {
      const [before, probes] = [await look(acme), await probeObjects(landlord.admin, acme)];
      await landlord.admin.query('drop schema tenant_template cascade');
      expect(compareFingerprints(before, await look(acme))).toEqual([]);
      expect(await probeObjects(landlord.admin, acme)).toEqual(probes);
      const globex = landlord.name('globex');
      await createTenant(landlord.control, { name: globex, displayName: 'Globex' });
      expect(compareFingerprints(before, await look(globex))).toEqual([]);
    });
  });
}
