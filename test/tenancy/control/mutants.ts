import type { Config } from '../../../src/config/types.js';

/** A rule that is broken, and what must notice: attacks as `who: what`, or names of static faults. */
export interface Mutant {
  readonly rule: number;
  readonly sql: string;
  readonly by: readonly string[];
  /** Absent: in `user`. */
  readonly credentials?: Config['credentials'];
  /** Absent: 17. */
  readonly version?: 15;
}

/** A function of another body, everything else as it was. */
const body = (declaration: string, statements: string, options = 'stable security definer'): string =>
  `create or replace function cognition.${declaration} language plpgsql ${options} set search_path = pg_catalog, pg_temp as $m$ begin ${statements} end $m$`;

/** The text of a function, with one thing in it another. */
const edit = (name: string, what: string, instead: string): string => `do $edit$ declare was constant text := pg_get_functiondef('cognition.${name}'::regproc); now constant text := replace(was, $a$${what}$a$, $a$${instead}$a$); begin
  if now = was then raise exception 'nothing changed in ${name}'; end if; execute now; end $edit$`;

/** One that asks who calls, without asking for the group that the row says. */
const withoutGroup = (name: string): string => `do $edit$ declare was constant text := pg_get_functiondef('cognition.${name}'::regproc); now constant text := regexp_replace(was, 'and pg_has_role\\(caller.*''USAGE''\\)', ''); begin
  if now = was then raise exception 'nothing changed in ${name}'; end if; execute now; end $edit$`;

const caller = "(case current_setting('role') when 'none' then session_user::text else current_setting('role') end)";
const counts = "u.status = 'active' and (u.expires_at is null or u.expires_at > now()) and (u.tenant_id is null or t.status = 'active')";
const askers = ['current_user_id', 'current_tenant', 'current_role_name'];

/** One broken each, by the number of the rule in the reference on security, section 2; 13 and 16 are about other things. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'the owner is a superuser': { rule: 1, sql: 'alter role cognition_owner superuser', by: ['an owner with more than the making of roles', 'owner: makes a superuser'] },
  'the owner logs in': { rule: 1, sql: 'alter role cognition_owner login', by: ['an owner with more than the making of roles'] },
  'somebody else is a member of the owner': { rule: 1, sql: "do $$ begin execute (select 'grant cognition_owner to ' || rolname from pg_roles where rolname ~ '^unknown_'); end $$", by: ['a member of the owner besides who installed it', 'unknown: reads the users', 'unknown: makes a schema'] },
  'a service makes roles': { rule: 1, sql: 'alter role cognition_hooks createrole', by: ['a service that may make roles or reads tables', 'hooks: makes a role'] },
  'the worker reads the users': { rule: 1, sql: "grant select on cognition.users to cognition_worker; create policy worker on cognition.users for select to cognition_worker using (true)", by: ['a service that may make roles or reads tables', 'worker: reads the users'] },
  'logins do not follow rows': { rule: 2, sql: 'alter table cognition.users disable trigger project_user; create or replace function cognition.expire_users() returns integer language sql as $$ select 0 $$', by: ['suspended: reads its tenant', 'a trigger that is missing or off'] },
  'time does not run out in open sessions': { rule: 2, sql: body('expire_users() returns integer', 'return 0;', 'security definer'), by: ['expired: reads its tenant', 'expired: writes into its tenant'] },
  'whoever is shut out may not log in, and keeps its group': { rule: 2, sql: edit('project_login', "execute format('revoke %I from %I', held, login);", 'null;'), by: ['suspended: reads its tenant', 'expired: writes into its tenant'] },
  'the row alone says who is who': { rule: 3, sql: body('current_user_id() returns text', `return (select u.id from cognition.users u where u.id = ${caller} and u.status = 'active');`), by: ['half: is somebody while row and membership differ'] },
  'the membership alone says which tenant': { rule: 3, sql: body('current_tenant() returns text', `return (select t.name from cognition.tenants t join pg_roles g on g.rolname ~ ('^' || t.name || '_[a-z]+$') where pg_has_role(${caller}, g.oid, 'USAGE') limit 1);`), by: ['half: is of a tenant while row and membership differ'] },
  'a tenant is the beginning of the name of a role': { rule: 3, sql: body('current_tenant() returns text', `return (select t.name from cognition.tenants t join pg_roles g on g.rolname like t.name || '_%' where pg_has_role(${caller}, g.oid, 'USAGE') order by t.name limit 1);`), by: ['cr: is of the other tenant', 'cl: is of the other tenant'] },
  'a role is any text': { rule: 4, sql: 'alter table cognition.users drop constraint users_app_role_check, drop constraint users_home_check', by: ['app: gives a role that is none', 'app: makes a member of a tenant application admin'] },
  'a tenant\'s row can be an application admin\'s': { rule: 4, sql: 'alter table cognition.users drop constraint users_home_check', by: ['owner: makes application admins of members'] },
  'the invitation\'s text says which role': { rule: 4, sql: edit('project_user', 'cognition.group_of(new.tenant_id, new.app_role)', "cognition.group_of(new.tenant_id, coalesce(new.invitation_data ->> 'role', new.app_role))"), by: ['owner: makes a member what its invitation says'] },
  'nothing guards users': { rule: 5, sql: 'alter table cognition.users disable trigger guard_user', by: ['owner: changes a database username', 'aa: activates an invitation', 'aa: gives itself more time'] },
  'an id can be chosen': { rule: 5, sql: 'grant insert on cognition.users to application_admins', by: ['app: chooses a database username'] },
  'an id is any text': { rule: 5, sql: 'alter table cognition.users drop constraint users_id_check', by: ['owner: gives an id that names a group'] },
  'nothing guards tenants': { rule: 6, sql: 'alter table cognition.tenants disable trigger guard_tenant; grant update on cognition.tenants to application_admins', by: ["app: changes a tenant's schema name", 'owner: renames the schema of a tenant'] },
  'a tenant has any name': { rule: 6, sql: body('check_tenant_name(name text) returns void', 'return;', 'volatile'), by: ['owner: makes a tenant whose users are everybody', 'owner: makes a tenant whose roles are cut off', 'owner: makes a tenant twice'] },
  'roles of tenants are cut off': { rule: 6, sql: edit('check_tenant_name', "> 63", '> 630'), by: ['owner: makes a tenant whose roles are cut off'] },
  'a path is not pinned': { rule: 7, sql: 'alter function cognition.invite_user(text, text, text, text, timestamptz) reset search_path', by: ['a function without the pinned path'] },
  'a path is pinned with the caller\'s objects first': { rule: 7, sql: 'alter function cognition.enter(text) set search_path = pg_temp, pg_catalog', by: ['a function without the pinned path'] },
  'a function has the owner\'s rights that needs none': { rule: 7, sql: 'alter function cognition.suspend_user(text) security definer', by: ['aa: suspends a user of another tenant', 'cr: suspends a member of the other tenant'] },
  'the caller is the session\'s, whatever role is set': { rule: 7, version: 15, sql: body('current_user_id() returns text', `return (select u.id from cognition.users u where u.id = session_user and u.status = 'active');`), by: ['aa: is somebody as its group'] },
  'PUBLIC has temporary tables': { rule: 8, sql: 'do $$ begin execute format(\'grant temporary on database %I to public\', current_database()); end $$', by: ['ua: makes a temporary table', 'unknown: makes a temporary table', 'a right of PUBLIC'] },
  'PUBLIC connects': { rule: 8, sql: 'do $$ begin execute format(\'grant connect on database %I to public\', current_database()); end $$', by: ['a right of PUBLIC'] },
  'PUBLIC has schema public': { rule: 8, sql: 'grant usage, create on schema public to public', by: ['ua: makes a table in public', "ua: puts an operator before the server's"] },
  'PUBLIC may call functions': { rule: 8, sql: 'grant usage on schema cognition to public; grant execute on all functions in schema cognition to public', by: ['a function that PUBLIC may call', 'unknown: asks who it is', 'rotation: activates'] },
  'functions to come are PUBLIC\'s': { rule: 8, sql: 'alter default privileges for role cognition_owner grant execute on functions to public', by: ['a right to come of PUBLIC'] },
  'users write every column': { rule: 9, sql: 'grant update on cognition.users to tenant_users', by: ['ua: changes its address past the user pool', 'ua: writes its invitation'] },
  'admins write every column': { rule: 9, sql: 'grant update on cognition.users to tenant_admins; alter table cognition.users disable trigger guard_user', by: ['aa: changes a database username'] },
  'admins make users past the functions': { rule: 9, sql: 'grant insert on cognition.users to tenant_admins; create policy make on cognition.users for insert to tenant_admins with check (true)', by: ['aa: makes a user past the functions'] },
  'members do anything to themselves': { rule: 9, sql: edit('guard_user', 'if old.id = own then', 'if false then'), by: ['aa: gives itself more time', 'aa: gives itself another role'] },
  'members remove themselves': { rule: 9, sql: `${edit('guard_user', 'if old.id = own then', 'if false then')}; ${edit('remove_user', 'if remove_user.id = cognition.current_user_id() then', 'if false then')}`, by: ['aa: removes itself by function', 'app: removes itself by function'] },
  'remove_user asks for no tenant': { rule: 10, sql: edit('remove_user', ' and (everywhere or u.tenant_id = tenant)', ''), by: ['aa: removes a member of another tenant', 'aa: removes whoever of another tenant is in it too', 'cr: removes a member of the other tenant'] },
  'users have no row level security': { rule: 10, sql: 'alter table cognition.users disable row level security', by: ['ua: reads a colleague', 'ub: reads the users of tenant A', 'a granted table without row level security'] },
  'admins update any row': { rule: 10, sql: 'drop policy own_tenant_update on cognition.users; create policy own_tenant_update on cognition.users for update to tenant_admins using (true)', by: ['aa: changes every row there is'] },
  'admins delete any row': { rule: 10, sql: 'grant delete on cognition.users to tenant_admins; create policy own_tenant_delete on cognition.users for delete to tenant_admins using (true)', by: ['aa: removes a colleague past the function', 'aa: locks the users of all tenants out'] },
  'application admins delete past the function': { rule: 9, sql: 'grant delete on cognition.users to application_admins', by: ['app: removes a member past the function', 'app: locks the users of all tenants out for good'] },
  'members lock the settings': { rule: 9, sql: 'grant select, update (checksum) on cognition.configuration to tenant_users', by: ['ua: keeps tenants from being made', 'ua: keeps settings from being made', 'a granted table without row level security'] },
  'hooks do what their worker does': { rule: 12, sql: 'grant cognition_worker to cognition_hooks', by: ['hooks: activates an invitation', 'hooks: takes the events', "hooks: opens the login of a tenant's role", 'hooks: becomes the other service'] },
  'admins read any row': { rule: 10, sql: 'drop policy own_tenant on cognition.users; create policy own_tenant on cognition.users for select to tenant_admins using (true)', by: ['aa: reads the users of another tenant', 'aa: reads application admins', 'ce: reads the users of the other tenant'] },
  'admins rename any tenant': { rule: 10, sql: 'alter policy own_tenant_update on cognition.tenants using (true) with check (true)', by: ['aa: renames every tenant there is'] },
  'users read their tenant': { rule: 10, sql: 'alter policy own_row on cognition.users using (tenant_id = (select u.id from cognition.tenants u))', by: ['ua: reads a colleague', 'ua: reads who is invited'] },
  'a setting is evidence': { rule: 11, sql: body('current_user_id() returns text', `return (select u.id from cognition.users u where u.status = 'active' and u.id = coalesce(nullif(split_part(current_setting('cognition.entered', true), ' ', 1), ''), ${caller}));`), by: ['ua: says in a setting that it is a colleague'] },
  'a password is as good as a verifier': { rule: 12, sql: body('check_verifier(verifier text) returns void', 'return;', 'volatile'), by: ['worker: sends a password instead of a verifier', 'worker: sends an MD5 hash', 'worker: sends no verifier'] },
  'a verifier has no end': { rule: 12, sql: edit('check_verifier', "{43}=$'", "{43}='"), by: ['worker: puts SQL behind a verifier', 'worker: puts a line behind a verifier'] },
  'names go into statements as they are': { rule: 12, sql: `${edit('set_user_password', 'alter role %I', 'alter role %s')}; ${edit('set_user_password', 'not found or to_regrole(quote_ident(set_user_password.id)) is null', 'false')}`, by: ['rotation: puts SQL into the name of a login'] },
  'whoever knows an address activates': { rule: 12, sql: 'alter table cognition.users disable trigger guard_user; grant execute on function cognition.activate_user(text, text, text, text) to tenant_users', by: ['ua: activates an invitation'] },
  'an active member can be another person\'s': { rule: 12, sql: edit('activate_user', 'i.user_id = member.id and i.sub = activate_user.sub', 'i.user_id = member.id'), by: ['worker: takes over an active member for another person'] },
  'anybody sees anybody': { rule: 10, sql: body('may_see(id text) returns boolean', 'return true;', 'stable'), by: ["ua: asks for the groups of another tenant's admin", 'ua: asks for the role of another'] },
  'members may become their group': { rule: 14, by: ['a member that may become its group', 'aa: reads the users as its group', 'aa: changes the users as its group'], sql: `do $$ declare m text; begin
    for m in select r.rolname from pg_roles r where r.rolname ~ '^u_' loop execute (select format('grant %I to %I with set true granted by cognition_owner', g.rolname, m) from pg_auth_members a join pg_roles g on g.oid = a.roleid join pg_roles u on u.oid = a.member where u.rolname = m limit 1); end loop; end $$` },
  'a group is somebody where members may become it': { rule: 14, version: 15, sql: body('current_user_id() returns text', `return (select u.id from cognition.users u where (u.id = ${caller} or ${caller} ~ '_users$' and u.app_role = 'users') and u.status = 'active' limit 1);`), by: ['aa: is somebody as its group'] },
  'the log has no row level security': { rule: 15, sql: 'alter table cognition.audit_log disable row level security', by: ['aa: reads the log of another tenant', 'a granted table without row level security'] },
  'admins read the log of all tenants': { rule: 15, sql: 'alter policy own_tenant on cognition.audit_log using (true)', by: ['aa: reads the log of another tenant', 'cr: reads the log of the other tenant'] },
  'the log can be rewritten': { rule: 15, sql: 'alter table cognition.audit_log disable trigger keep_log; grant delete on cognition.audit_log to application_admins', by: ['app: changes the log', 'owner: rewrites the log'] },
  'nothing is logged': { rule: 15, sql: 'drop trigger record_change on cognition.tenants', by: ['a trigger that is missing or off'] },
};

const byEntering: Readonly<Record<string, Mutant>> = {
  'a login enters as whoever is suspended or has expired': { rule: 2, sql: edit('enter', counts, 'true'), by: ['aa login: enters as whoever is suspended', 'aa login: enters as whoever has expired', 'ua login: enters as whoever is invited'] },
  'a login enters as a member of another tenant': { rule: 3, sql: edit('enter', 'u.tenant_id is not distinct from l.tenant_id', 'true'), by: ['ua login: enters as a user of another tenant', 'cr: enters as the admin of the tenant that its own begins like'] },
  'a login enters as a member of another role': { rule: 4, sql: edit('enter', 'u.app_role = l.app_role and', ''), by: ['ua login: enters as an admin of its tenant', 'aa login: enters as a user, whose rights it has all'] },
  'any login enters': { rule: 3, sql: edit('enter', 'l.id = caller and', ''), by: ['ua login: enters as a user of another tenant', 'app login: enters as a member of a tenant'] },
  'the transaction is left out of what is entered': {
    rule: 11, sql: askers.map((name) => edit(name, "and split_part(current_setting('cognition.entered', true), ' ', 2) = extract(epoch from transaction_timestamp())::text", '')).join(';'),
    by: ['ua login: is left in a session by another', 'ua login: is somebody by what an earlier transaction left', 'ua: is itself for ever by a setting without a time'],
  },
  'what is entered is believed, and the group not asked': {
    rule: 3, sql: [...askers.map((name) => edit(name, 'l.app_role and u.tenant_id is not distinct from l.tenant_id', 'u.app_role')), ...askers.map(withoutGroup)].join(';'),
    by: ['ua login: is a user of another tenant by a setting', 'ua login: is an admin by a setting', 'half: is somebody by a setting while row and membership differ'],
  },
  'status is not asked again': { rule: 2, sql: askers.map((name) => edit(name, counts, 'true')).join(';'), by: ['aa login: is whoever is suspended by a setting', 'ua login: is whoever is invited by a setting'] },
  'a group is not asked for': { rule: 3, sql: askers.map(withoutGroup).join(';'), by: ['half: is somebody while row and membership differ', 'half: reads users while row and membership differ'] },
  'whoever has not entered is the tenant\'s admin': { rule: 3, sql: edit('has_role', 'coalesce(', `coalesce(own is null or `), by: ['app login: drops a tenant without entering', 'app login: invites without entering'] },
  'members get logins besides': { rule: 1, sql: edit('activate_user', "(select c.credentials = 'user' from cognition.configuration c)", 'true'), by: ['worker: sends no verifier', 'worker: activates with another address'] },
  'tenants\' logins are opened by a password': { rule: 12, sql: edit('open_tenant_login', 'perform cognition.check_verifier(verifier);', ''), by: ["worker: opens a tenant's login with a password"] },
  'any login is opened as a tenant\'s': { rule: 12, sql: edit('open_tenant_login', 'if not found then', 'if row.id is null then row.id := open_tenant_login.id; elsif not found then'), by: ["worker: opens the rotation's login as a tenant's"] },
  'application admins need no active row': {
    rule: 10, sql: "alter policy everything on cognition.users using (true) with check (true); alter policy everything on cognition.tenants using (true) with check (true)",
    by: ['app login: reads the users without entering', 'app login: reads the tenants without entering'],
  },
  'remove_user asks for the right to call it alone': {
    rule: 9, by: ['aa login: removes a user by function without entering', 'app login: removes a user by function without entering'],
    sql: [['if not everywhere and tenant is null then', 'if false then'], ['(everywhere or', '(true or']].map(([what = '', instead = '']) => edit('remove_user', what, instead)).join(';'),
  },
  'the log of tenants\' logins is not written': { rule: 15, sql: 'alter table cognition.tenant_logins disable trigger record_change', by: ['a trigger that is missing or off'] },
};

/** The same in credential mode `role`. */
export const roleMutants: Readonly<Record<string, Mutant>> = Object.fromEntries(Object.entries(byEntering).map(([what, one]) => [what, { ...one, credentials: 'role' }]));
