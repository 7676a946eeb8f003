import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { counts, functionSql, refuse } from './function-sql.js';

/**
 * What is to be done outside the database after a write: a row in the same transaction, so that nothing is done for a
 * write that was rolled back, and nothing forgotten for one that was not. A worker takes the rows, and may be interrupted.
 */
export function eventsSql(): string {
  return [
    table, note(), raiseUserEvents(), raiseLoginEvents(), wantLogins(), raiseTenantEvents(), takeEvents(), finishEvent(), tenantLogin(), openTenantLogin(),
    makeTenantLogin(), switchMember(),
    'create trigger raise_events after insert or update on cognition.users for each row execute function cognition.raise_user_events();',
    // Before: afterwards nobody knows any more whose membership it was.
    'create trigger raise_last_events before delete on cognition.users for each row execute function cognition.raise_user_events();',
    'create trigger raise_last_events before delete on cognition.tenant_logins for each row execute function cognition.raise_login_events();',
    'create trigger raise_events after insert on cognition.tenants for each row execute function cognition.raise_tenant_events();',
  ].join('\n');
}

const table = `
create table cognition.events (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('invited', 'sign_out', 'end_subscriptions', 'forget_secret', 'make_login')),
  at timestamptz not null default clock_timestamp(),
  data jsonb not null,
  attempts integer not null default 0,
  not_before timestamptz not null default '-infinity'
);
create index events_by_time on cognition.events (not_before, id);
create index events_untaken on cognition.events (kind, data) where attempts = 0;
alter table cognition.events enable row level security;
comment on table cognition.events is 'What is to be done outside the database: invitations sent, tokens revoked, subscriptions ended, secrets made and deleted.';`;

/** Once, however often it is asked for: nobody fills the table by changing one row again and again. */
function note(): string {
  return functionSql({
    name: 'note', parameters: 'kind text, data jsonb', returns: 'void',
    body: `  -- Locked, so that nobody takes it before this write is committed; one that is being taken came too early for it.
  perform from cognition.events e where e.attempts = 0 and e.kind = note.kind and e.data = note.data for update skip locked;
  if not found then insert into cognition.events (kind, data) values (note.kind, note.data); end if;`,
    comment: 'Notes what is to be done outside the database, unless it is noted already.',
  });
}

/**
 * An invitation's text is read when it is sent: until then it may be taken back, or go to another address. Tokens are
 * revoked of who is a member nowhere else: one tenant's admins must not end a person's work for another, and a token
 * that is renewed says what the database then says. Subscriptions are not asked again while they are open: those of a
 * membership that ends or has another role are ended, of a person who is signed out all.
 */
function raiseUserEvents(): string {
  const elsewhere = (condition: string): string => `exists (select from cognition.identities o join cognition.users u on u.id = o.user_id
      left join cognition.tenants t on t.id = u.tenant_id where o.sub = i.sub and o.user_id <> old.id and ${condition})`;
  return functionSql({
    name: 'raise_user_events', returns: 'trigger', definer: true, declare: '  signed_out boolean := false;',
    body: `  if tg_op <> 'DELETE' and new.status = 'invited' and (tg_op = 'INSERT' or (old.email, old.tenant_id) is distinct from (new.email, new.tenant_id)) then
    perform cognition.note('invited', jsonb_build_object('userid', new.id));
  end if;
  if tg_op = 'INSERT' then return null; end if;
  if tg_op = 'UPDATE' and new.tenant_id is distinct from old.tenant_id
    and exists (select from cognition.identities i where i.user_id = old.id and ${elsewhere('u.tenant_id is not distinct from new.tenant_id')}) then
    raise exception 'this person is a member there already' using errcode = '23505';
  end if;
  if tg_op = 'DELETE' or (old.status = 'active' and (new.status <> 'active' or new.tenant_id is distinct from old.tenant_id)) then
    perform cognition.note('sign_out', jsonb_build_object('sub', i.sub)) from cognition.identities i where i.user_id = old.id and not ${elsewhere(counts)};
    signed_out := found;
  end if;
  if not signed_out and old.status = 'active' and (tg_op = 'DELETE' or (old.status, old.tenant_id, old.app_role) is distinct from (new.status, new.tenant_id, new.app_role)
    or (new.expires_at <= now() and new.expires_at is distinct from old.expires_at)) then
    perform cognition.note('end_subscriptions', jsonb_build_object('userid', old.id));
  end if;
  if tg_op = 'DELETE' or (old.status, old.expires_at) is distinct from (new.status, new.expires_at) then ${noteExpiry} end if;
  if tg_op = 'DELETE' and (select c.credentials = 'user' from cognition.configuration c) then
    perform cognition.note('forget_secret', jsonb_build_object('secret', 'users/' || old.id));
  end if;
  return coalesce(old, new);`,
    comment: "Notes what a change of a member's row asks for outside the database.",
  });
}

/** Nobody writes at the moment when a membership's time is up: what is to be done then is noted beforehand, once. */
const noteExpiry = `
    delete from cognition.events e where e.attempts = 0 and e.kind = 'end_subscriptions' and e.data = jsonb_build_object('userid', old.id, 'expired', true);
    insert into cognition.events (kind, data, not_before)
      select 'end_subscriptions', jsonb_build_object('userid', new.id, 'expired', true), new.expires_at where new.status = 'active' and new.expires_at > now() and new.expires_at < 'infinity';
 `;

function raiseLoginEvents(): string {
  return functionSql({
    name: 'raise_login_events', returns: 'trigger', definer: true,
    body: `  insert into cognition.events (kind, data) values ('forget_secret', jsonb_build_object('secret', 'roles/'
    || coalesce((select t.name || '.' from cognition.tenants t where t.id = old.tenant_id), '') || old.app_role));
  return old;`,
    comment: "Notes that the secret of a tenant's role is to be deleted.",
  });
}

/** Of one tenant, or of all: a role of the configuration may be new. */
function wantLogins(): string {
  return functionSql({
    name: 'want_logins', parameters: 'tenant uuid default null', returns: 'void',
    body: `  insert into cognition.events (kind, data)
  select 'make_login', jsonb_build_object('tenant', w.name, 'role', w.role)
  from (
    select t.id, t.name, r.value ->> 'name' as role from cognition.tenants t, cognition.configuration c, jsonb_array_elements(c.roles) r
    where want_logins.tenant is null or t.id = want_logins.tenant
    union all select null, null, '${applicationAdmins}' where want_logins.tenant is null
  ) w
  where (select c.credentials = 'role' from cognition.configuration c)
    and not exists (select from cognition.tenant_logins l where l.tenant_id is not distinct from w.id and l.app_role = w.role)
    and not exists (select from cognition.events e where e.kind = 'make_login' and e.data = jsonb_build_object('tenant', w.name, 'role', w.role))
  order by w.name, w.role;`,
    comment: "Notes which logins of tenants' roles are wanted and not there.",
  });
}

function raiseTenantEvents(): string {
  return functionSql({
    name: 'raise_tenant_events', returns: 'trigger', definer: true,
    body: '  perform cognition.want_logins(new.id);\n  return null;',
    comment: "Notes that a new tenant's roles want logins.",
  });
}

/**
 * Taken events come again, later each time, unless they are finished: whoever took them may have been stopped.
 * Invitations come last: thousands of one tenant's do not keep another one's tokens and secrets waiting.
 */
function takeEvents(): string {
  return functionSql({
    name: 'take_events', parameters: 'most integer default 20', returns: 'table (id bigint, kind text, data jsonb)', definer: true,
    body: `  return query
  with due as (
    select e.id from cognition.events e where e.not_before <= clock_timestamp() order by (e.kind = 'invited'), e.id limit take_events.most for update skip locked
  ), taken as (
    update cognition.events e set attempts = e.attempts + 1, not_before = clock_timestamp() + least(interval '1 minute' * power(2, least(e.attempts, 6)), interval '1 hour')
    from due where e.id = due.id returning e.*
  )
  select e.id, e.kind, case e.kind when 'invited' then (
      select jsonb_build_object('userid', u.id, 'email', u.email, 'first_name', u.first_name, 'last_name', u.last_name, 'tenant', t.name, 'displayname', t.displayname, 'role', u.app_role, 'expires_at', u.expires_at)
      from cognition.users u left join cognition.tenants t on t.id = u.tenant_id
      where u.id = e.data ->> 'userid' and u.status = 'invited' and (u.expires_at is null or u.expires_at > now())
    ) else e.data end
  from taken e order by (e.kind = 'invited'), e.id;`,
    comment: 'Events that are due, for whoever does what they ask for; of an invitation that is none any more, without data.',
  });
}

function finishEvent(): string {
  return functionSql({
    name: 'finish_event', parameters: 'id bigint', returns: 'void', definer: true,
    body: '  delete from cognition.events e where e.id = finish_event.id;',
    comment: 'What the event asked for is done.',
  });
}

/** The name is there before the login: it goes into the secret, which is made first. */
function tenantLogin(): string {
  return functionSql({
    name: 'tenant_login', parameters: 'tenant text, role text', returns: 'text', definer: true, declare: '  home uuid;\n  made text;',
    body: `${refuse("(select c.credentials <> 'role' from cognition.configuration c)", 'members have logins of their own here', '22023')}
  select t.id into home from cognition.tenants t where t.name = tenant_login.tenant;
${refuse('not found and tenant_login.tenant is not null', 'there is no such tenant', 'P0002')}
${refuse(`tenant_login.role is distinct from '${applicationAdmins}' and not exists (select from cognition.configuration c, jsonb_array_elements(c.roles) r where r.value ->> 'name' = tenant_login.role)`, 'there is no such role', '22023')}
  insert into cognition.tenant_logins (tenant_id, app_role) values (home, tenant_login.role) on conflict do nothing;
  select l.id into made from cognition.tenant_logins l where l.tenant_id is not distinct from home and l.app_role = tenant_login.role;
  return made;`,
    comment: "The name of the login of a tenant's role, which may not be there yet.",
  });
}

function openTenantLogin(): string {
  return functionSql({
    name: 'open_tenant_login', parameters: 'id text, verifier text', returns: 'void', definer: true, declare: '  row cognition.tenant_logins;',
    body: `  perform cognition.check_verifier(verifier);
  select l.* into row from cognition.tenant_logins l where l.id = open_tenant_login.id for update;
${refuse('not found', 'there is no such login', 'P0002')}
  if to_regrole(quote_ident(row.id)) is null then
    execute format('create role %I login password %L', row.id, verifier);
    execute format('alter role %I set statement_timeout = %L', row.id, '30s');
    execute format('alter role %I set idle_in_transaction_session_timeout = %L', row.id, '60s');
  else
    execute format('alter role %I password %L', row.id, verifier);
    perform cognition.log('password', row.id, row.tenant_id, null, null);
  end if;
  perform cognition.project_login(row.id, cognition.group_of(row.tenant_id, row.app_role), null);`,
    comment: "Makes the login of a tenant's role, or gives it another password.",
  });
}

function makeTenantLogin(): string {
  return functionSql({
    name: 'make_tenant_login', parameters: 'tenant text, role text, verifier text', returns: 'text', declare: '  made constant text := cognition.tenant_login(tenant, role);',
    body: '  perform cognition.open_tenant_login(made, verifier);\n  return made;',
    comment: "Makes the login of a tenant's role, which enters as one of its members.",
  });
}

function switchMember(): string {
  return functionSql({
    name: 'switch_member', parameters: 'id text', returns: 'void',
    body: `  update cognition.identities i set chosen_at = clock_timestamp() where i.user_id = switch_member.id;
${refuse('not found', 'there is no such member', 'P0002')}
  perform cognition.log('choose', switch_member.id, (select u.tenant_id from cognition.users u where u.id = switch_member.id), null, null);`,
    comment: "The person's next token is for this membership, as long as it counts.",
  });
}
