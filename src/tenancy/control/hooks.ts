import { counts, functionSql, refuse } from './function-sql.js';

/** `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`: anything else PostgreSQL would take for a password. */
const verifierPattern = '^SCRAM-SHA-256\\$[1-9][0-9]{3,5}:([A-Za-z0-9+/]{4}){3,32}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$';

/** What Cognito's hooks, the worker behind them and the rotation of passwords may do, and nothing else. */
export function hooksSql(): string {
  return [checkVerifier(), invited(), pending(), claims(), credentialMode(), activate(), setPassword()].join('\n');
}

function checkVerifier(): string {
  return functionSql({
    name: 'check_verifier', parameters: 'verifier text', returns: 'void',
    body: refuse(`verifier is null or verifier !~ '${verifierPattern}'`, 'a SCRAM-SHA-256 verifier is wanted', '22023'),
    comment: 'Refuses whatever is no verifier: passwords are never sent.',
  });
}

/** A lower bound of privacy: whoever asks learns yes or no, of an address they have. */
function invited(): string {
  return functionSql({
    name: 'is_invited', parameters: 'email text', returns: 'boolean', definer: true, stable: true,
    body: `  return exists (select from cognition.users u left join cognition.tenants t on t.id = u.tenant_id
    where lower(u.email) = lower(normalize(btrim(is_invited.email), nfc)) and u.status <> 'suspended' and (u.expires_at is null or u.expires_at > now()) and (u.tenant_id is null or t.status = 'active'));`,
    comment: 'Whether this address may sign up.',
  });
}

function pending(): string {
  return functionSql({
    name: 'pending_invitations', parameters: 'email text', returns: 'setof text', definer: true, stable: true,
    body: `  return query select u.id from cognition.users u left join cognition.tenants t on t.id = u.tenant_id
    where lower(u.email) = lower(normalize(btrim(pending_invitations.email), nfc)) and u.status = 'invited'
      and (u.expires_at is null or u.expires_at > now()) and (u.tenant_id is null or t.status = 'active') order by u.id;`,
    comment: 'Memberships that wait for the owner of this verified address.',
  });
}

/** The membership chosen last, as long as it counts; else another one that does. */
function claims(): string {
  return functionSql({
    name: 'claims', parameters: 'sub text', returns: 'table (userid text, tenant text, role text)', definer: true, stable: true,
    body: `  return query select u.id, t.name, u.app_role from cognition.identities i join cognition.users u on u.id = i.user_id left join cognition.tenants t on t.id = u.tenant_id
    where i.sub = claims.sub and ${counts}
    order by i.chosen_at desc nulls last, i.linked_at, u.id limit 1;`,
    comment: 'What the token of this person says; no row for whom no membership is active.',
  });
}

/** For the worker, which makes secrets of members in one mode only. */
function credentialMode(): string {
  return functionSql({
    name: 'credential_mode', returns: 'text', definer: true, stable: true,
    body: '  return (select c.credentials from cognition.configuration c);',
    comment: 'Whose logins there are: of each user, or of each role of a tenant.',
  });
}

/**
 * Can be run again after any interruption: a membership that this person has activated gets the password of this run.
 * Without a verifier where members have no logins of their own.
 */
function activate(): string {
  return functionSql({
    name: 'activate_user', parameters: 'id text, sub text, email text, verifier text default null', returns: 'cognition.users', definer: true,
    declare: `  member cognition.users;
  own_login constant boolean := (select c.credentials = 'user' from cognition.configuration c);`,
    body: `  if own_login then perform cognition.check_verifier(verifier); end if;
${refuse('not own_login and verifier is not null', 'members have no logins here', '22023')}
  select u.* into member from cognition.users u left join cognition.tenants t on t.id = u.tenant_id
  where u.id = activate_user.id and u.email = lower(normalize(btrim(activate_user.email), nfc)) and u.status in ('invited', 'active')
    and (u.expires_at is null or u.expires_at > now()) and (u.tenant_id is null or t.status = 'active') for update of u;
${refuse('not found', 'not invited')}
  if member.status = 'active' then
  ${refuse('not exists (select from cognition.identities i where i.user_id = member.id and i.sub = activate_user.sub)', 'not invited')}
    if own_login then execute format('alter role %I password %L', member.id, verifier); end if;
    perform cognition.log('activate again', member.id, member.tenant_id, null, null);
    return member;
  end if;
${refuse('exists (select from cognition.identities i join cognition.users u on u.id = i.user_id where i.sub = activate_user.sub and u.tenant_id is not distinct from member.tenant_id)', 'not invited')}
  insert into cognition.identities (user_id, sub) values (member.id, activate_user.sub);
  if own_login then
    -- A role of this name is not ours: it is never taken over.
    execute format('create role %I login connection limit 20 password %L', member.id, verifier);
    execute format('alter role %I set statement_timeout = %L', member.id, '30s');
    execute format('alter role %I set idle_in_transaction_session_timeout = %L', member.id, '60s');
  end if;
  update cognition.users u set status = 'active', invitation_data = u.invitation_data || jsonb_build_object('accepted_at', now()) where u.id = member.id returning u.* into member;
  return member;`,
    comment: 'Makes an invited member active: the login, its group and the person it is of.',
  });
}

function setPassword(): string {
  return functionSql({
    name: 'set_user_password', parameters: 'id text, verifier text', returns: 'void', definer: true,
    declare: '  tenant uuid;',
    body: `  perform cognition.check_verifier(verifier);
  select a.tenant_id into tenant from (select u.id, u.tenant_id from cognition.users u where u.status <> 'invited' union all select l.id, l.tenant_id from cognition.tenant_logins l) a
  where a.id = set_user_password.id;
${refuse('not found or to_regrole(quote_ident(set_user_password.id)) is null', 'there is no such login', 'P0002')}
  execute format('alter role %I password %L', set_user_password.id, verifier);
  perform cognition.log('password', set_user_password.id, tenant, null, null);`,
    comment: "Gives a login another password, by its verifier.",
  });
}
