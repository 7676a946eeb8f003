import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { quoteLiteral } from '../../postgres/quote.js';
import { callerText, counts, functionSql } from './function-sql.js';

/** Where the functions run: a scratch database has neither tenants' own roles nor logins that enter as a member. */
export type Place = 'control' | 'scratch';

/**
 * Who calls: null unless row, tenant and membership all say so. The row alone would not do: a transaction that began
 * before a suspension reads the row as it was, while memberships are always read as they are.
 */
export function callersSql(place: Place): string {
  const ask = (name: string, result: string, comment: string): string => functionSql({
    name, returns: 'text', definer: true, stable: true, comment, declare: declare(place),
    body: `${place === 'control' ? entered : ''}
  select ${result} into answer from cognition.users u left join cognition.tenants t on t.id = u.tenant_id
  where u.id = who and ${counts}
    and pg_has_role(caller::name, to_regrole(quote_ident(${group(place)}))::oid, 'USAGE');
  return answer;`,
  });
  return [
    ask('current_user_id', 'u.id', "The caller's id in cognition.users; null unless active."),
    ask('current_tenant', 't.name', "The name of the caller's tenant; null unless both are active."),
    ask('current_role_name', 'u.app_role', "The caller's role as the configuration names it; null unless active."),
  ].join('\n');
}

function declare(place: Place): string {
  const who = place === 'control' ? '  who text := caller;' : '  who constant text := caller;';
  return `  caller constant text := ${callerText};\n${who}\n  answer text;`;
}

/** The group that the row's role is a membership of. */
function group(place: Place): string {
  const prefix = place === 'control' ? "t.name || '_'" : "'tenant_'";
  return `case u.app_role when ${quoteLiteral(applicationAdmins)} then u.app_role else ${prefix} || u.app_role end`;
}

/** Of this transaction and of no other that the session has. */
const thisTransaction = 'extract(epoch from transaction_timestamp())::text';

/**
 * A login of a tenant's role is who it entered as in this transaction. The setting is no evidence, since everybody may
 * make it: it can name a member only that the login may enter as anyway, and the row is asked all the same.
 *
 * Whoever asks before has been told null, and `enter` is told: where a statement enters by itself, PostgreSQL may ask
 * before it does, to plan, and to leave partitions out for good.
 */
const entered = `
  if caller like 'l\\_%' then
    select u.id into who from cognition.tenant_logins l join cognition.users u on u.app_role = l.app_role and u.tenant_id is not distinct from l.tenant_id
    where l.id = caller and u.id = split_part(current_setting('cognition.entered', true), ' ', 1)
      and split_part(current_setting('cognition.entered', true), ' ', 2) = ${thisTransaction};
    if who is null then perform set_config('cognition.asked', ${thisTransaction}, true); end if;
  end if;`;

/** `cognition.enter`: the statement that follows in this transaction runs as the member. */
export function enterSql(): string {
  return functionSql({
    name: 'enter', parameters: 'userid text', returns: 'text', definer: true,
    declare: `  caller constant text := ${callerText};\n  entered text;`,
    body: `  perform set_config('cognition.entered', '', true);
  select u.id into entered from cognition.tenant_logins l
    join cognition.users u on u.app_role = l.app_role and u.tenant_id is not distinct from l.tenant_id
    left join cognition.tenants t on t.id = u.tenant_id
  where l.id = caller and u.id = enter.userid and ${counts};
  if entered is null then raise exception 'not an active member of this tenant and role' using errcode = '42501'; end if;
  if current_setting('cognition.asked', true) = ${thisTransaction} then raise exception 'the transaction asked who the member is before it entered' using errcode = '25001'; end if;
  -- A plan that the session has kept may hold what a function that calls itself immutable said about the member before.
  discard plans;
  perform set_config('cognition.entered', entered || ' ' || ${thisTransaction}, true);
  return entered;`,
    comment: "For the login of a tenant's role: until the transaction ends, it acts for this member.",
  });
}
