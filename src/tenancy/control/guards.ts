import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { quoteLiteral } from '../../postgres/quote.js';
import { functionSql, refuse } from './function-sql.js';

const isApplicationAdmin = `cognition.has_role(${quoteLiteral(applicationAdmins)})`;

/**
 * What holds for every write of `cognition.users` and `cognition.tenants`, through a function or not: grants say which
 * columns, policies say which rows, and these triggers what neither can say.
 */
export function guardsSql(): string {
  return `${guardUser()}
create trigger guard_user before insert or update or delete on cognition.users for each row execute function cognition.guard_user();
${guardTenant()}
create trigger guard_tenant before update on cognition.tenants for each row execute function cognition.guard_tenant();`;
}

function guardUser(): string {
  return functionSql({
    name: 'guard_user', returns: 'trigger', declare: '  own constant text := cognition.current_user_id();',
    body: `${refuse("tg_op = 'UPDATE' and new.id <> old.id", 'the database username cannot be changed')}
  -- One spelling for each address: Cognito and mail servers take these for the same.
  if tg_op <> 'DELETE' then new.email := lower(normalize(btrim(new.email), nfc)); end if;
  -- Policies admit no caller without an active row: what is left is the owner's own work.
  if own is null then
  ${refuse("not pg_has_role(current_user, (select c.relowner from pg_class c where c.oid = tg_relid), 'USAGE')", 'only active members')}
    return coalesce(new, old);
  end if;
  if tg_op = 'INSERT' then
  ${refuse("new.status <> 'invited'", 'an invitation is accepted by the person invited')}
  ${refuse(`not ${isApplicationAdmin} and not cognition.may_give_role(new.app_role)`, 'this role cannot be given')}
    return new;
  end if;
${refuse("tg_op = 'UPDATE' and new.status <> old.status and 'invited' in (new.status, old.status)", 'an invitation is accepted by the person invited, or taken back by removing the member')}
  if old.id = own then
  ${refuse("tg_op = 'DELETE' or (new.app_role, new.status, new.expires_at, new.tenant_id) is distinct from (old.app_role, old.status, old.expires_at, old.tenant_id)", 'nobody does this to themselves')}
    return new;
  end if;
  if ${isApplicationAdmin} then return coalesce(new, old); end if;
${refuse('not cognition.may_give_role(old.app_role)', 'this member has rights that the caller has not')}
  if tg_op = 'DELETE' then return old; end if;
${refuse('new.tenant_id is distinct from old.tenant_id', 'nobody moves members')}
${refuse('not cognition.may_give_role(new.app_role)', 'this role cannot be given')}
  return new;`,
    comment: 'Refuses what nobody, or not this caller, may do to a row of users.',
  });
}

function guardTenant(): string {
  return functionSql({
    name: 'guard_tenant', returns: 'trigger',
    body: `${refuse('(new.id, new.name) is distinct from (old.id, old.name)', "a tenant's id and schema name cannot be changed")}
  return new;`,
    comment: "A tenant's id and name never change.",
  });
}
