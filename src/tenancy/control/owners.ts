import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { functionSql, refuse } from './function-sql.js';
import { hooksRole, rotationRole, workerRole } from './role-names.js';

/** For whoever may become the owner: granted to nobody. */
export function ownersSql(): string {
  return [
    functionSql({
      name: 'invite_application_admin', parameters: 'email text', returns: 'cognition.users', declare: '  made cognition.users;',
      body: `  select u.* into made from cognition.users u where u.tenant_id is null and u.email = lower(normalize(btrim(invite_application_admin.email), nfc));
  if found then return made; end if;
  insert into cognition.users (email, app_role, invitation_data)
  values (invite_application_admin.email, '${applicationAdmins}', jsonb_build_object('invited_by', session_user, 'invited_at', now())) returning * into made;
  return made;`,
      comment: 'Invites an application admin, the first one too; the same row again for the same address.',
    }),
    functionSql({
      name: 'set_service_password', parameters: 'login text, verifier text', returns: 'void',
      body: `  perform cognition.check_verifier(verifier);
${refuse(`login is null or login not in ('${hooksRole}', '${workerRole}', '${rotationRole}')`, 'there is no such service', '22023')}
  execute format('alter role %I password %L', login, verifier);
  perform cognition.log('password', login, null, null, null);`,
      comment: 'Gives the login of a service its password, by its verifier.',
    }),
  ].join('\n');
}
