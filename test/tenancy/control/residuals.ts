import { inRoleMode, verifier, type Attack } from './attacks.js';
import type { Cast } from './cast.js';

/**
 * What PostgreSQL lets every login do that connects, and what services must be able to do: known, and no way to anybody's rows. Names and definitions of all
 * tenants are in the catalog: a tenant whose name is a secret needs another. Locks and settings are why the statements
 * that a caller can have sent are those of the registry alone.
 */
export function residualAttacks({ world, acme, globex, ua, ub, invited }: Cast): readonly Attack[] {
  const lockout = inRoleMode('done', 'it is the login of all users of the tenant, who are then shut out: statements come from the registry alone');
  return [
    ['ua', 'sets the password of its own login', `alter role ${ua.login} password 'x'`, 'done', lockout],
    ['ua', 'has its own sessions begin with a setting', `alter role ${ua.login} set statement_timeout = '1ms'`, 'done', lockout],
    ['ua', 'has no time limit any more', 'set statement_timeout = 0; set idle_in_transaction_session_timeout = 0', 'done'],
    ['ua', 'lists the roles of another tenant', `select rolname from pg_roles where starts_with(rolname, '${globex}_')`, 'allowed'],
    ['ua', 'lists the members of other tenants by their logins', `select rolname from pg_roles where rolname = '${ub.login}'`, 'allowed'],
    ['ua', 'lists the tables of another tenant', `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = '${globex}'`, 'allowed'],
    ['ua', 'reads the policies of another tenant', `select qual from pg_policies where schemaname = '${globex}'`, 'allowed'],
    ['ua', 'reads the functions of another tenant', `select prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = '${globex}'`, 'allowed'],
    ['ua', 'tells all who listen', `notify news, 'x'`, 'done'],
    ['ua', 'listens to what others tell', 'listen news', 'done'],
    ['ua', 'takes a lock that others might wait for', 'select pg_try_advisory_xact_lock(1)', 'allowed'],
    ['ua', 'makes a large object', 'select lo_create(0)', 'allowed'],
    // Nothing in the control schema that members do, and no tenant that is made, waits for it.
    ['ua', 'takes the lock of who installs the control schema', `select pg_try_advisory_xact_lock(x'636f676e6974'::int8)`, 'allowed'],
    // A hook is told an address or a `sub` and answers for it: whoever has its login asks about those they know.
    ['hooks', 'asks for the claims of a person', `select * from cognition.claims('${ua.sub}')`, 'allowed'],
    ['hooks', 'asks whether an address is invited', `select cognition.is_invited('invited@x.test')`, 'allowed'],
    ['hooks', 'asks for the invitations of an address', `select cognition.pending_invitations('invited@x.test')`, 'allowed'],
    // The worker says which person of the user pool an address is of: nobody else can. No stranger reaches its function.
    ['worker', 'activates an invitation for whomever it says', `select cognition.activate_user('${invited}', 'whoever', 'invited@x.test', ${world.config.credentials === 'user' ? `'${verifier}'` : 'null'})`, 'allowed'],
    ['worker', 'gives an active member of the person it names another password', `select cognition.activate_user('${ua.id}', '${ua.sub}', '${ua.email}', ${world.config.credentials === 'user' ? `'${verifier}'` : 'null'})`, 'allowed'],
    ['worker', 'takes the invitations of all tenants, with their addresses', 'select * from cognition.take_events()', 'allowed'],
    ['worker', 'asks for the credential mode', 'select cognition.credential_mode()', 'allowed'],
    ['worker', 'runs the sweep', 'select cognition.expire_users()', 'allowed'],
    ['ua', 'names a user of another tenant in a row, who cannot be removed then', `insert into ${acme}.notes (author, body) values ('${ub.id}', 'x')`, 'allowed'],
  ];
}
