import { afterAll, expect, it } from 'vitest';
import { readCatalog } from '../../src/catalog/read-catalog.js';
import { reviewCatalog } from '../../src/catalog/review-catalog.js';
import { said, scratchServer } from './support.js';

const scratch = scratchServer();
afterAll(() => scratch.stop());

const review = async (sql: string): Promise<string[]> => {
  const loaded = await scratch.load(sql);
  expect(said(loaded, 'error')).toEqual([]);
  const catalog = await readCatalog({ database: loaded.database, config: loaded.config, template: loaded.template });
  return said({ files: loaded.files, diagnostics: [...loaded.diagnostics, ...reviewCatalog(catalog)] });
};

it('tells once of each table that no tenant role reaches', async () => {
  expect(await review(`create table a (id int); create view v as select 1 as n; create materialized view m as select 1 as n;
create table b (id int) partition by range (id); create table b_rest partition of b default;
create table c (id int, name text); grant select (name) on c to tenant_billing;
create table d (id int); grant select on d to application_admins;
create table e (id int); grant delete on e to tenant_users;`)).toEqual([
    '1:14 warning PGC159: table a is granted to no tenant role, so no tenant reaches it [a]',
    '1:38 warning PGC159: view v is granted to no tenant role, so no tenant reaches it [v]',
    '1:83 warning PGC159: materialized view m is granted to no tenant role, so no tenant reaches it [m]',
    '2:14 warning PGC159: table b is granted to no tenant role, so no tenant reaches it [b]',
    '4:14 warning PGC159: table d is granted to no tenant role, so no tenant reaches it [d]',
  ]);
});

it('tells of policies that rely on the login, not of texts and columns of that name', async () => {
  expect(await review(`create table t (id int, who text, "CURRENT_USER" text); alter table t enable row level security; grant select on t to tenant_users;
create policy a on t using (who = current_user);
create policy b on t for insert with check (who = session_user::text);
create policy c on t using (who = current_setting('app.user', true));
create policy d on t using (who = 'CURRENT_USER' and "CURRENT_USER" = cognition.current_user_id());
create policy e on t using (cognition.has_role('billing'));`)).toEqual([
    '2:15 warning PGC160: policy a on t relies on current_user [a]',
    '3:15 warning PGC160: policy b on t relies on session_user [b]',
    '4:15 warning PGC160: policy c on t relies on a setting, which any caller may change [c]',
  ]);
});

it('tells of row level security that lets nobody in', async () => {
  expect(await review(`create table a (id int); alter table a enable row level security; grant select on a to tenant_users;
create table b (id int); alter table b enable row level security; grant select on b to tenant_users; create policy p on b as restrictive using (true);
create table c (id int); alter table c enable row level security; grant select on c to tenant_users; create policy p on c using (true);`)).toEqual([
    '1:14 warning PGC161: a has row level security and no policy, so nobody sees a row [a]',
    '2:14 warning PGC161: b has row level security and restrictive policies only, so nobody sees a row [b]',
  ]);
});

it('tells of views over row level security, also through other views', async () => {
  expect(await review(`create table t (id int); alter table t enable row level security; create policy p on t using (true);
create view silent as select * from t; create view outer_one as select * from silent;
create view says with (security_invoker = true) as select * from t; create view owner_one with (security_invoker = false) as select * from t;
create materialized view kept as select * from t; create view other as select 1 as n;
grant select on t, silent, outer_one, says, owner_one, kept, other to tenant_users;`)).toEqual([
    "2:13 info PGC162: view silent is run with its caller's rights: it reads t, which has row level security [silent]",
    "2:52 info PGC162: view outer_one is run with its caller's rights: it reads t, which has row level security [outer_one]",
    "3:81 info PGC162: view owner_one is run with its owner's rights: it shows all rows of t, which has row level security [owner_one]",
    '4:26 warning PGC162: materialized view kept keeps rows of t, which has row level security, for all who may read it [kept]',
  ]);
});
