import { applicationAdmins } from '../catalog/scratch-roles.js';
import type { Config } from '../config/types.js';
import { quoteLiteral } from '../postgres/quote.js';

/**
 * What holds for every write of `cognition.users`, through a function or not: grants say which columns, policies say
 * which rows, and this trigger what neither can say.
 */
export function guardSql(config: Config): string {
  return `
create unique index users_email_key on cognition.users (tenant_id, lower(email)) nulls not distinct;
${mayGiveRole(config)}
create function cognition.guard_user() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $body$
declare
  own text := cognition.current_user_id();
begin
  if tg_op = 'UPDATE' and new.id <> old.id then raise exception 'the database username cannot be changed' using errcode = '42501'; end if;
  -- Policies admit no caller without an active row: what is left is the owner's own work.
  if own is null then return coalesce(new, old); end if;
  if tg_op = 'UPDATE' and new.status <> old.status and 'invited' in (new.status, old.status) then
    raise exception 'an invitation is accepted by the person invited, or taken back by removing the member' using errcode = '42501';
  end if;
  if old.id = own then
    if tg_op = 'DELETE' then raise exception 'nobody does this to themselves' using errcode = '42501'; end if;
    if (new.app_role, new.status, new.expires_at, new.tenant_id) is distinct from (old.app_role, old.status, old.expires_at, old.tenant_id) then
      raise exception 'nobody does this to themselves' using errcode = '42501';
    end if;
    return new;
  end if;
  if cognition.has_role(${quoteLiteral(applicationAdmins)}) then return coalesce(new, old); end if;
  if not cognition.may_give_role(old.app_role) then raise exception 'this member has rights that the caller has not' using errcode = '42501'; end if;
  if tg_op = 'DELETE' then return old; end if;
  if new.tenant_id is distinct from old.tenant_id then raise exception 'nobody moves members' using errcode = '42501'; end if;
  if not cognition.may_give_role(new.app_role) then raise exception 'this role cannot be given' using errcode = '42501'; end if;
  return new;
end
$body$;
create trigger guard_user before update or delete on cognition.users for each row execute function cognition.guard_user();`;
}

/** Admins manage the roles of their tenant, save those that are more than admins: these are given by their like. */
function mayGiveRole(config: Config): string {
  const list = (names: readonly string[]): string => names.map(quoteLiteral).join(', ');
  const above = config.roles.filter(({ inherits }) => inherits.includes('admins')).map(({ name }) => name);
  const limited = above.length === 0 ? '' : `
      and (wanted not in (${list(above)}) or cognition.has_role(wanted) or cognition.has_role(${quoteLiteral(applicationAdmins)}))`;
  return `
create function cognition.may_give_role(wanted text) returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $body$
  select coalesce((cognition.has_role('admins') or cognition.has_role(${quoteLiteral(applicationAdmins)}))
      and wanted in (${list(config.roles.map(({ name }) => name))})${limited}, false)
$body$;
comment on function cognition.may_give_role(text) is 'Whether the caller may give this role to a member of the tenant.';`;
}
