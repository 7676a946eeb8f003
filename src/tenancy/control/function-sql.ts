import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';
import { controlOwner } from './role-names.js';

/** A function of schema `cognition`, in PL/pgSQL, whose plans a session keeps. */
export interface ControlFunction {
  readonly name: string;
  /** As declared: `id text, role text`; empty for none. */
  readonly parameters?: string;
  readonly returns: string;
  /** Runs as the control schema's owner: reaches what its callers' grants do not. Absent: as the caller. */
  readonly definer?: boolean;
  /** Changes nothing. Absent: volatile. */
  readonly stable?: boolean;
  /** Lines behind `declare`. */
  readonly declare?: string;
  /** Statements between `begin` and `end`. */
  readonly body: string;
  readonly comment: string;
}

/**
 * Its path is pinned with `pg_temp` last, so that nothing the caller makes comes before what is meant
 * (https://www.postgresql.org/docs/current/sql-createfunction.html, "Writing SECURITY DEFINER Functions Safely").
 * The stable ones ask for `role`, which parallel workers are not given.
 */
export function functionSql(one: ControlFunction): string {
  const declare = one.declare === undefined ? '' : `declare\n${one.declare}\n`;
  return `
create or replace function cognition.${one.name}(${one.parameters ?? ''}) returns ${one.returns} language plpgsql ${one.stable === true ? 'stable parallel restricted' : 'volatile'}${one.definer === true ? ' security definer' : ''}
set search_path = pg_catalog, pg_temp as $body$
${declare}begin
${one.body}
end
$body$;
comment on function cognition.${one.name} is ${quoteLiteral(one.comment)};`;
}

/** `if ... then raise exception ...`; 42501 is insufficient_privilege. */
export function refuse(condition: string, message: string, code = '42501'): string {
  return `  if ${condition} then raise exception ${quoteLiteral(message)} using errcode = ${quoteLiteral(code)}; end if;`;
}

/** Whoever may call a function is named, one by one: PUBLIC never. */
export function grantExecute(name: string, roles: readonly string[]): string {
  return `grant execute on function cognition.${name} to ${roles.map(quoteIdentifier).join(', ')};`;
}

/** Inside a SECURITY DEFINER function current_user is its owner: the caller is the role that was set, else the login. */
export const callerText = "case current_setting('role') when 'none' then session_user::text else current_setting('role') end";

/**
 * Whether an operator calls: the control schema's owner, or who may become it. In scratch databases there is none.
 * Whoever is nobody at the moment (expired, say) is not taken for one.
 */
export const isOperator = `coalesce(pg_has_role((${callerText})::name, to_regrole('${controlOwner}')::oid, 'USAGE'), false)`;

/** Of rows `u` and `t`: membership and tenant count now. */
export const counts = "u.status = 'active' and (u.expires_at is null or u.expires_at > now()) and (u.tenant_id is null or t.status = 'active')";

/** The end of a function that invites: writes and returns the row, in the tenant whose id the SQL in `tenant` gives. */
export function insertInvitation(name: string, tenant: string): string {
  return `${refuse(`${name}.expires_at <= now()`, 'the membership would have ended already', '22023')}
  insert into cognition.users (email, app_role, first_name, last_name, expires_at, tenant_id, status, invitation_data)
  values (${name}.email, ${name}.role, ${name}.first_name, ${name}.last_name, ${name}.expires_at, ${tenant}, 'invited',
    jsonb_build_object('invited_by', coalesce(cognition.current_user_id(), session_user), 'invited_at', now()))
  returning * into made;
  return made;`;
}
