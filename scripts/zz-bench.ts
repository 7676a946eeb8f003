import { startServer } from '../src/postgres/start-server.js';
import { makeLandlord } from '../test/support/landlord.js';
import { createTenant } from '../src/tenancy/tenants/create-tenant.js';
import { buildConfig } from './corpus/tenant-config.js';
const server = await startServer({ version: 17 });
const tables = (n: number): string => Array.from({ length: n }, (_, i) => `create table t${i} (id bigint generated always as identity primary key, a text not null, b numeric(12,2) default 0, c timestamptz default now(), d jsonb, e uuid, f int references t${Math.max(0, i - 1)} (f)
 , unique (f)); create index on t${i} (a); grant select, insert on t${i} to tenant_users; alter table t${i} enable row level security; create policy p on t${i} to tenant_users using (a = 'x');`).join('\n').replace(/references t0 \(f\)/, '');
for (const n of [10, 100, 500]) {
  const sql = tables(n).replace(/, f int\s+\n , unique/, ', f int, unique');
  const landlord = await makeLandlord({ server, files: { 'tenant_template/a.sql': sql }, config: buildConfig([]) });
  try {
    const times: string[] = [];
    for (let k = 0; k < 3; k += 1) {
      const bare = landlord.name(`bare${k}`);
      let t = performance.now();
      await landlord.admin.query(`begin; create schema ${bare}; set local search_path = ${bare}; ${sql.replaceAll('tenant_users', 'application_admins')}; commit; reset search_path`);
      const ddl = performance.now() - t;
      t = performance.now();
      await createTenant(landlord.control, { name: landlord.name(`a${k}`), displayName: 'x' });
      times.push(`${Math.round(ddl)}/${Math.round(performance.now() - t)}`);
    }
    console.log(n, 'tables: bare DDL / create_tenant ms:', times.join('  '));
  } finally { await landlord.close(); }
}
await server.stop();
