import { applicationAdmins } from '../../src/catalog/scratch-roles.js';
import type { Config } from '../../src/config/types.js';
import { CommandRefusal } from '../../src/environment/refusal.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import { findRoleless } from '../../src/tenancy/members/find-roleless.js';
import { inviteApplicationAdmin } from '../../src/tenancy/members/invite-member.js';
import { installControl, planInstallation, type ControlPlan } from '../../src/tenancy/control/install.js';
import { installTemplate } from '../../src/tenancy/template/install-template.js';
import { checkAddress, textFlag } from './arguments.js';
import { cutTemplate, readTemplate, type ReadTemplate } from './read-template.js';
import { openServices } from './open-services.js';
import type { Action, Context, Outcome } from './types.js';

interface TemplateReport {
  readonly changed: boolean;
  readonly version: string;
}

const up: Action = {
  writes: true,
  bare: true,
  check: ({ flags }) => checkAddress(textFlag(flags, 'admin')),
  run: async (context) => {
    const { command, config, session, signal } = context;
    // The template's mistakes are told before the first write.
    const read = await readTemplate(command.root, config);
    const plan = await planInstallation(session, config);
    if (plan.from > 0 && plan.reconfigure) await context.owner((owner) => checkRoles(owner, config));
    context.step('installing the control schema');
    await installControl(session, config);
    signal.throwIfAborted();
    context.step('installing the template');
    const template = read === null ? null : await install(context, read);
    context.step('setting passwords of services');
    const services = await openServices(context);
    const address = textFlag(command.flags, 'admin');
    const admin = address === null ? null : await context.owner((owner) => inviteApplicationAdmin(owner, address));
    const changed = plan.from < plan.to || plan.reconfigure || template?.changed === true || services.length > 0 || admin?.created === true;
    return {
      json: { changed, control: { from: plan.from, to: plan.to, reconfigured: plan.reconfigure }, template, services, admin: admin === null ? null : { ...admin.member, invited: admin.created } },
      says: [
        ...(changed ? [] : ['everything is up to date; nothing was changed']),
        ...controlLines(plan), ...templateLines(template),
        ...(services.length > 0 ? [`passwords set for ${services.join(', ')}`] : []),
        ...(admin === null ? [] : [`${admin.member.email} ${admin.created ? 'is invited as' : `was invited before: ${admin.member.status}`}${admin.created ? ' application admin' : ''}`]),
      ],
    };
  },
};

/** @throws CommandRefusal PGC615 where members have a role that the settings have no more */
async function checkRoles(session: SqlSession, config: Config): Promise<void> {
  const found = await findRoleless(session, [...config.roles.map(({ name }) => name), applicationAdmins]);
  if (found === null) return;
  const { role, email, tenant, count } = found;
  const who = `${email}${tenant === null ? '' : ` (${tenant})`}${count === 1 ? ' has' : ` and ${count - 1} more have`}`;
  throw new CommandRefusal('PGC615', `there is no role ${role} in the settings any more, and ${who} it`, `give them another before: pgcog user role ${email} ROLE${tenant === null ? '' : ` --tenant ${tenant}`}`);
}

async function install({ session, config, signal }: Context, read: ReadTemplate): Promise<TemplateReport> {
  const program = await cutTemplate(session, signal, read, config);
  return installTemplate(session, { config, plan: read.plan, program });
}

function controlLines({ from, to, reconfigure }: ControlPlan): readonly string[] {
  if (from === 0) return [`control schema: version ${to} installed`];
  if (from < to) return [`control schema: upgraded from version ${from} to ${to}`];
  return reconfigure ? [`control schema: version ${to}, settings applied`] : [];
}

function templateLines(template: TemplateReport | null): readonly string[] {
  if (template === null) return ['no template: tenants can be made when there is tenant_template/*.sql and this is run again'];
  return template.changed ? [`template: program ${template.version.slice(0, 12)} installed`] : [];
}

interface Counts {
  readonly tenants: number;
  readonly members: number;
  readonly program: string | null;
}

const counts = `select (select count(*)::int from cognition.tenants) as tenants, (select count(*)::int from cognition.users) as members,
  (select p.version from cognition.template_programs p where p.current) as program`;

const status: Action = {
  writes: false,
  bare: true,
  run: async ({ command, config, session, owner }): Promise<Outcome> => {
    const plan = await planInstallation(session, config);
    const behind = plan.from < plan.to || plan.reconfigure;
    // An older version may not have what is counted.
    const found = plan.from < plan.to ? null : (await owner((one) => one.query<Counts>(counts))).rows[0];
    const rows = [
      ['control schema', plan.from === 0 ? 'not installed' : `version ${plan.from}`],
      ['to be done', plan.from < plan.to ? `${plan.from === 0 ? 'install' : 'upgrade to'} version ${plan.to}` : plan.reconfigure ? 'apply the settings' : 'nothing'],
      ...(found == null ? [] : [['template', found.program === null ? 'none' : `program ${found.program.slice(0, 12)}`], ['tenants', String(found.tenants)], ['members', String(found.members)]]),
    ];
    return {
      json: { version: plan.from, latest: plan.to, upToDate: !behind, reconfigure: plan.reconfigure, program: found?.program ?? null, tenants: found?.tenants ?? null, members: found?.members ?? null },
      table: { columns: ['WHAT', 'STATE'], rows },
      says: behind ? [`to do it: pgcog control up --env ${command.environment}`] : [],
    };
  },
};

/** `pgcog control`. */
export const controlActions: Readonly<Record<string, Action>> = { up, status };
