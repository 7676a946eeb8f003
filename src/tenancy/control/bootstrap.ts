import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { controlOwner, hooksRole, ownersGroup, rotationRole, workerRole } from './role-names.js';

/**
 * What must be there before the first version, as whoever installs: the owner of all that follows, and a database in
 * which PUBLIC has nothing. `CONNECT` and `TEMPORARY` are PUBLIC's by default, and with a temporary schema come objects
 * that stand before everybody else's (https://www.postgresql.org/docs/current/ddl-priv.html).
 */
export const bootstrapSql = `
do $body$
declare
  taken text := (select string_agg(r.rolname, ', ' order by r.rolname) from pg_roles r
    where r.rolname in ('${controlOwner}', '${applicationAdmins}', '${hooksRole}', '${workerRole}', '${rotationRole}', '${ownersGroup}') or r.rolname ~ '^tenant_(users|admins)$');
begin
  if taken is not null then
    raise exception 'there are roles already that the control schema makes: %', taken using errcode = '42710',
      hint = 'a cluster has room for one control schema: use its database, or another cluster';
  end if;
  create role ${controlOwner} nologin createrole;
  -- From 16 on who made a role may grant it, and not yet become it.
  execute format('grant ${controlOwner} to %I', current_user);
  execute format('grant create, connect on database %I to ${controlOwner} with grant option', current_database());
  execute format('revoke all on database %I from public', current_database());
end
$body$;
revoke all on schema public from public;
-- What a template has put there, tenants share: see open_shared.
grant usage on schema public to ${controlOwner} with grant option;
create schema cognition authorization ${controlOwner};`;

/** As the owner. `alter default privileges in schema` only ever adds to what holds for all schemas: so not that. */
export const ownerSql = `
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;
do $body$
declare
  made text;
begin
  create role ${applicationAdmins} nologin;
  create role ${ownersGroup} nologin;
  create role ${hooksRole} login connection limit 50;
  create role ${workerRole} login connection limit 20;
  create role ${rotationRole} login connection limit 10;
  foreach made in array array['${applicationAdmins}', '${hooksRole}', '${workerRole}', '${rotationRole}'] loop
    execute format('grant connect on database %I to %I', current_database(), made);
  end loop;
end
$body$;
create table cognition.versions (
  version integer primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default clock_timestamp()
);
comment on table cognition.versions is 'Versions of the control schema, as they were applied.';`;
