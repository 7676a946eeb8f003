import { CommandRefusal } from '../../src/environment/refusal.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import { changeMemberRole, expireMember, moveMember, removeMember, resumeMember, suspendMember, switchMember } from '../../src/tenancy/members/change-member.js';
import { describeMember } from '../../src/tenancy/members/describe-member.js';
import { findMembers } from '../../src/tenancy/members/find-members.js';
import { memberStatuses, type Member } from '../../src/tenancy/members/types.js';
import { checkAddress, checkRole, isoMoment, neededFlag, textFlag, WrongLine } from './arguments.js';
import { chooseMember, memberName, wantedTenant } from './choose-member.js';
import { inviteAction } from './invite-action.js';
import { tenantOf } from './tenant-actions.js';
import type { Action, PgcogCommand, Table } from './types.js';

function memberTable(members: readonly Member[]): Table {
  return {
    columns: ['EMAIL', 'TENANT', 'ROLE', 'STATUS', 'EXPIRES'],
    rows: members.map(({ email, tenant, role, status, expiresAt }) => [email, tenant, role, status, expiresAt]),
  };
}

const list: Action = {
  writes: false,
  check: ({ flags }) => {
    wantedTenant(flags);
    statusOf(flags);
  },
  run: async ({ command: { flags }, owner }) => {
    const tenant = wantedTenant(flags);
    const status = statusOf(flags);
    const members = await owner(async (session) => {
      if (typeof tenant === 'string') await tenantOf(session, tenant);
      return findMembers(session, { ...(tenant !== undefined && { tenant }), ...(status !== null && { status }) });
    });
    return { json: { members }, table: memberTable(members) };
  },
};

function statusOf(flags: PgcogCommand['flags']): Member['status'] | null {
  const text = textFlag(flags, 'status');
  const known = memberStatuses.find((one) => one === text);
  if (text !== null && known === undefined) throw new WrongLine(`there is no status ${text}`, `one of ${memberStatuses.join(', ')}`);
  return known ?? null;
}

interface Change {
  check?: (command: PgcogCommand, config: Parameters<NonNullable<Action['check']>>[1]) => void;
  work: (session: SqlSession, member: Member, command: PgcogCommand) => Promise<Member>;
  says: (member: Member, before: Member) => string;
}

/** A change of the one membership that address and flags mean. */
function change({ check, work, says }: Change): Action {
  return {
    writes: true,
    check: (command, config) => {
      checkAddress(command.args[0] ?? null);
      wantedTenant(command.flags);
      check?.(command, config);
    },
    run: async ({ command, owner }) => {
      const { before, member } = await owner(async (session) => {
        const found = await chooseMember(session, command.args[0] ?? '', wantedTenant(command.flags));
        return { before: found, member: await work(session, found, command) };
      });
      return { json: { member }, says: [says(member, before)] };
    },
  };
}

/** @throws CommandRefusal PGC613 for application admins, who stand outside every tenant */
function tenantMember(member: Member): Member {
  if (member.tenant !== null) return member;
  throw new CommandRefusal('PGC613', `${member.email} is application admin, and has no role in a tenant`, 'invite the address into a tenant: a person may have several memberships');
}

const role = change({
  check: ({ args: [, wanted] }, config) => checkRole(wanted ?? null, config),
  work: (session, member, { args: [, wanted = ''] }) => changeMemberRole(session, tenantMember(member).id, wanted),
  says: (member, before) => `${memberName(member)}: was ${before.role}`,
});

const move = change({
  check: ({ flags }, config) => {
    neededFlag(flags, 'to', '--to');
    checkRole(textFlag(flags, 'role'), config);
  },
  work: async (session, member, { flags }) => {
    const { name } = await tenantOf(session, neededFlag(flags, 'to', '--to'));
    return moveMember(session, tenantMember(member).id, name, textFlag(flags, 'role'));
  },
  says: (member, before) => `${memberName(member)}: was ${memberName(before)}`,
});

const expire = change({
  check: ({ flags }) => void momentOf(flags),
  work: (session, { id }, { flags }) => expireMember(session, id, momentOf(flags)),
  says: (member) => `${memberName(member)}: ${member.expiresAt === null ? 'never ends' : `ends ${member.expiresAt}`}`,
});

function momentOf(flags: PgcogCommand['flags']): string | null {
  const at = neededFlag(flags, 'at', '--at');
  return at === 'never' ? null : isoMoment(at);
}

/** Which membership is said by `--to` here. */
const toTenant = ({ flags }: PgcogCommand): string | null => (flags['applicationAdmin'] === true ? null : neededFlag(flags, 'to', '--to'));

const switchTo: Action = {
  writes: true,
  check: (command) => {
    checkAddress(command.args[0] ?? null);
    toTenant(command);
  },
  run: async ({ command, owner }) => {
    const member = await owner(async (session) => {
      const chosen = await chooseMember(session, command.args[0] ?? '', toTenant(command));
      if (chosen.status !== 'active') throw new CommandRefusal('PGC613', `${memberName(chosen)} is ${chosen.status}`, 'a token is for an active membership only');
      return switchMember(session, chosen.id);
    });
    return { json: { member }, says: [`${memberName(member)}: the next token is for this`] };
  },
};

const remove: Action = {
  ...change({
    work: (session, { id }) => removeMember(session, id),
    says: (member) => `${memberName(member)} is removed`,
  }),
  confirm: ({ args: [email = ''], flags }) => ({
    flag: '--confirm', wanted: email, given: textFlag(flags, 'confirm'), question: `Type ${email} to end the membership, and the login, of ${email}`, ignoreCase: true,
  }),
};

const whois: Action = {
  writes: false,
  check: ({ args: [email] }) => checkAddress(email ?? null),
  run: async ({ command: { args: [email = ''] }, owner }) => {
    const memberships = await owner(async (session) => {
      const found = await findMembers(session, { email });
      if (found.length === 0) throw new CommandRefusal('PGC612', `nobody here has the address ${email}`, 'pgcog user list shows who there is');
      const all: (Member & Awaited<ReturnType<typeof describeMember>>)[] = [];
      for (const member of found) all.push({ ...member, ...(await describeMember(session, member)) });
      return all;
    });
    const rows = memberships.map(({ tenant, role: own, status, isCurrent, groups, id }) => [tenant, own, status, isCurrent ? 'yes' : 'no', groups.join(' ') || null, id]);
    return { json: { memberships }, table: { columns: ['TENANT', 'ROLE', 'STATUS', 'CURRENT', 'GROUPS', 'LOGIN'], rows } };
  },
};

/** `pgcog user`. */
export const userActions: Readonly<Record<string, Action>> = {
  invite: inviteAction, list, role, move, expire, remove, whois,
  switch: switchTo,
  suspend: change({ work: (session, { id }) => suspendMember(session, id), says: (member) => `${memberName(member)} is suspended` }),
  resume: change({ work: (session, { id }) => resumeMember(session, id), says: (member) => `${memberName(member)} is ${member.status}` }),
};
