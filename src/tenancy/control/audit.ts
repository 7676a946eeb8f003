import { callerText, functionSql } from './function-sql.js';

/** Values that are the member's own affair, or free text somebody may put a secret into: that they changed is logged. */
const unsaid = ['user_preferences', 'invitation_data'];

/** Every write of users, tenants and tenants' logins leaves a row; no row is ever changed. */
export function auditSql(): string {
  const recorded = ['users', 'tenants', 'tenant_logins'];
  return [
    log(), changes(), recordChange(), keepLog(),
    ...recorded.map((table) => `create trigger record_change after insert or update or delete on cognition.${table} for each row execute function cognition.record_change();`),
    'create trigger keep_log before update or delete or truncate on cognition.audit_log for each statement execute function cognition.keep_log();',
  ].join('\n');
}

function log(): string {
  return functionSql({
    name: 'log', parameters: 'action text, target text, tenant uuid, before jsonb, after jsonb', returns: 'void',
    body: `  insert into cognition.audit_log (actor, login, action, target, tenant_id, before, after)
  values (coalesce(cognition.current_user_id(), ${callerText}), session_user, log.action, log.target, log.tenant, log.before, log.after);`,
    comment: 'Adds to the log.',
  });
}

function changes(): string {
  return functionSql({
    name: 'changes', parameters: 'here jsonb, there jsonb', returns: 'jsonb', stable: true,
    body: `  return (select jsonb_object_agg(k.key, case when k.key in (${unsaid.map((name) => `'${name}'`).join(', ')}) then '"..."'::jsonb else k.value end)
    from jsonb_each(here) k where there is null or there -> k.key is distinct from k.value);`,
    comment: 'What of one row is not so in the other, as far as it may be said.',
  });
}

/** A move is two entries: neither tenant's admins read of the other tenant. */
function recordChange(): string {
  return functionSql({
    name: 'record_change', returns: 'trigger', definer: true,
    declare: `  was constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  is_now constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  what constant text := lower(tg_op) || ' ' || tg_table_name;
  before constant jsonb := cognition.changes(was, is_now);
  after constant jsonb := cognition.changes(is_now, was);
  home constant text := case tg_table_name when 'tenants' then 'id' else 'tenant_id' end;`,
    body: `  if tg_op = 'UPDATE' and before is null and after is null then return null; end if;
  if tg_op = 'UPDATE' and before ? 'tenant_id' then
    perform cognition.log('move out', was ->> 'id', (was ->> home)::uuid, before, null);
    perform cognition.log('move in', is_now ->> 'id', (is_now ->> home)::uuid, null, after);
  else
    perform cognition.log(what, coalesce(is_now, was) ->> 'id', (coalesce(is_now, was) ->> home)::uuid, before, after);
  end if;
  return null;`,
    comment: 'Logs a write.',
  });
}

function keepLog(): string {
  return functionSql({
    name: 'keep_log', returns: 'trigger',
    body: "  raise exception 'the audit log is only ever added to' using errcode = '42501';",
    comment: 'Refuses every change of the log, the owner\'s too.',
  });
}
