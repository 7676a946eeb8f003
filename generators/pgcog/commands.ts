import type { PgcogCommand } from './types.js';

/** One command of the tree, as its help shows it. */
export interface CommandForm {
  readonly group: PgcogCommand['group'];
  /** `create <name> [displayname]`; where {@link own} is set, the arguments of the group itself. */
  readonly usage: string;
  /** What the group's own command is called in the code: `pgcog grant "grant select ..."`. */
  readonly own?: string;
  readonly description: string;
  readonly flags: readonly (readonly [flag: string, description: string])[];
}

export const groups: Readonly<Record<PgcogCommand['group'], string>> = {
  control: 'the control schema: users, tenants, the template they are made from',
  tenant: 'tenants',
  user: 'members of tenants, and application admins',
  grant: 'give tenants something besides the template: grant --all-tenants "grant select on orders to tenant_billing"',
  migrate: 'take the template and every tenant through the migrations of migrations/',
  verify: 'proofs',
};

const tenant = ['--tenant <name>', 'the tenant; may be left out where the address has one membership only'] as const;
const admin = ['--application-admin', 'the membership as application admin, instead of --tenant'] as const;
const which = [tenant, admin];
const onlyTenants = ['--tenants <names>', 'these tenants only: acme,globex'] as const;
const atOnce = ['--parallel <n>', 'tenants at once; 4 by default'] as const;

/** Every command. */
export const commands: readonly CommandForm[] = [
  { group: 'control', usage: 'up', description: 'install or upgrade the control schema, apply the settings, install the template', flags: [['--admin <email>', 'invite the first application admin']] },
  { group: 'control', usage: 'status', description: 'what is installed, and what "up" would change', flags: [] },
  { group: 'tenant', usage: 'create [name] [displayname]', description: 'make a tenant', flags: [['--file <file>', 'make many: a line for each, NAME DISPLAYNAME; those that are there are left alone']] },
  { group: 'tenant', usage: 'list', description: 'list tenants', flags: [] },
  { group: 'tenant', usage: 'suspend <name>', description: 'shut all members of a tenant out', flags: [] },
  { group: 'tenant', usage: 'resume <name>', description: 'let the members of a suspended tenant in again', flags: [] },
  { group: 'tenant', usage: 'rename <name> <displayname>', description: 'change what people call it', flags: [] },
  { group: 'tenant', usage: 'drop <name>', description: 'drop a tenant with all its data and members', flags: [['--confirm <name>', 'the name of the tenant once more']] },
  {
    group: 'user', usage: 'invite <email>', description: 'invite somebody',
    flags: [['--tenant <name>', 'into this tenant'], ['--application-admin', 'as application admin'], ['--role <role>', 'role in the tenant'], ['--first-name <text>', 'first name'], ['--last-name <text>', 'last name'], ['--expires <time>', 'when the membership ends, ISO 8601']],
  },
  { group: 'user', usage: 'list', description: 'list members', flags: [['--tenant <name>', 'of one tenant'], ['--application-admin', 'application admins'], ['--status <status>', 'invited, active, suspended or expired']] },
  { group: 'user', usage: 'suspend <email>', description: 'shut a member out', flags: which },
  { group: 'user', usage: 'resume <email>', description: 'let a suspended member in again', flags: which },
  { group: 'user', usage: 'role <email> <role>', description: 'give a member another role', flags: [tenant] },
  { group: 'user', usage: 'move <email>', description: 'take a member to another tenant', flags: [tenant, ['--to <name>', 'the other tenant'], ['--role <role>', 'the role there; the same where it is left out']] },
  { group: 'user', usage: 'expire <email>', description: 'say when a membership ends', flags: [...which, ['--at <time>', 'ISO 8601, or never']] },
  { group: 'user', usage: 'switch <email>', description: "let the person's next token be for another of their tenants", flags: [['--to <name>', 'the tenant'], admin] },
  { group: 'user', usage: 'remove <email>', description: 'end a membership, or take an invitation back', flags: [...which, ['--confirm <email>', 'the address once more']] },
  { group: 'user', usage: 'whois <email>', description: 'all memberships of an address, with role, status and groups', flags: [] },
  { group: 'grant', own: 'give', usage: '[statement]', description: 'a GRANT, REVOKE or policy in the names of the template', flags: [['--tenant <name>', 'for the roles of one tenant'], ['--all-tenants', 'for the roles of all tenants, present and to come']] },
  { group: 'grant', usage: 'list', description: 'what was granted so', flags: [] },
  { group: 'grant', usage: 'forget <ids>', description: 'take grants out of the record, by their numbers: 3,4; nothing is taken from tenants that have them', flags: [] },
  {
    group: 'migrate', usage: 'up', description: 'take the template and every tenant to the last migration; what was interrupted goes on where it stopped',
    flags: [
      onlyTenants, ['--canary <n>', 'so many tenants first, each compared with the template'], atOnce, ['--dry-run', 'say what would be done, and ask every row; change nothing'], ['--continue-on-error', 'go on with other tenants when one fails'],
      ['--skip-failing', 'leave tenants out whose rows stand in the way'], ['--verify', 'compare every tenant with the template'], ['--lock-timeout <seconds>', 'how long a step waits for a lock before others go first; 3 by default'],
      ['--statement-timeout <seconds>', 'how long a step may take; 600 by default, what can be in no transaction 4 hours'], ['--batch-size <rows>', 'rows of a stretch of a batched step; 5000 by default'],
    ],
  },
  { group: 'migrate', usage: 'check', description: "ask every tenant's rows whether a pending migration would fail on them; change nothing", flags: [onlyTenants, atOnce] },
  { group: 'migrate', usage: 'status', description: 'who is where, what is pending, what failed and why', flags: [['--require <what>', 'generated: exit 1 until every tenant has what generated/ needs']] },
  { group: 'migrate', usage: 'verify', description: 'compare tenants with the template, object by object', flags: [onlyTenants, atOnce, ['--sql', 'print what would mend them, as a script']] },
  { group: 'verify', usage: 'isolation', description: 'prove on a scratch server that no tenant reaches another', flags: [['--expect <file>', 'also refuse whatever is not as this file says: what --json has printed']] },
];
