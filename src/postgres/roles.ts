import type { Client } from 'pg';
import { sqlFailure } from './failure.js';
import { quoteIdentifier, quoteLiteral } from './quote.js';
import type { ScratchRole } from './types.js';

/** A role as it is on the server. */
interface RawRole {
  readonly name: string;
  readonly oid: number;
  readonly note: string | null;
  readonly member_of: string[];
  /** The owner of scratch databases may become it. */
  readonly assumable: boolean;
  /** Something in some database is its own, or granted to it. */
  readonly used: boolean;
  /** That in a database which somebody is connected to. */
  readonly live: boolean;
}

interface Roles {
  readonly run: string;
  readonly owner: string;
  /** Roles stay on this server between runs. */
  readonly keeps: boolean;
  readonly database: string;
  readonly roles: readonly RawRole[];
}

/**
 * Makes sure that these roles are there, NOLOGIN and without attributes, each a member of what it says and of nothing
 * else. Roles belong to the whole server, so on an embedded one the roles of earlier runs are put out of the way under
 * another name (databases kept for later runs still grant to them) and come back when they are wanted again. On
 * somebody's own server no role that this run did not make is touched.
 *
 * @param admin a session of `PostgresServer.connect`, not within a failed transaction
 */
export async function ensureRoles(admin: Client, roles: readonly ScratchRole[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const found = await readRoles(admin);
    const made = roles.flatMap((role) => makeRole(found, role));
    const statements = [...park(found, roles), ...replaced(found, roles), ...made, ...memberships(found, roles), ...holds(found, roles), ...assumed(found, roles)];
    if (statements.length === 0) return;
    try {
      // One message is one transaction: all of it, or none.
      await admin.query(statements.join(';\n'));
      return;
    } catch (error) {
      // Another run made the same role in between: look again.
      if (attempt === 3 || !['42710', '23505', 'XX000'].includes(sqlFailure(error)?.sqlState ?? '')) throw error;
    }
  }
}

/** The roles that {@link ensureRoles} made or found in this run: what to ask it for when their database is used again. */
export async function rolesOfRun(admin: Client): Promise<ScratchRole[]> {
  const { run, roles } = await readRoles(admin);
  const ours = roles.filter((role) => role.note === noteOf(run));
  return ours.map((role) => ({ name: role.name, memberOf: role.member_of, ...(role.assumable && { assumable: true }) }));
}

/** What a role's comment says when the run made it or has use for it. */
export function noteOf(run: string): string {
  return `pgcog:${run}`;
}

const parked = 'pgcog:parked:';

async function readRoles(admin: Client): Promise<Roles> {
  const { rows } = await admin.query<{ run: string; owner: string; keeps: string; database: string; roles: RawRole[] }>(`
    with busy as materialized (select distinct datid from pg_stat_activity where datid is not null)
    select current_setting('pgcog.run') as run, current_setting('pgcog.owner') as owner, current_database() as database, coalesce(current_setting('pgcog.keeps', true), 'off') as keeps,
      (select coalesce(json_agg(role order by role.name), '[]') from (
        select r.rolname as name, r.oid::int8 as oid, shobj_description(r.oid, 'pg_authid') as note,
          array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
                where m.member = r.oid group by g.rolname order by g.rolname) as member_of,
          exists (select from pg_auth_members m join pg_roles o on o.oid = m.member
                  where m.roleid = r.oid and m.set_option and o.rolname = current_setting('pgcog.owner')) as assumable,
          exists (select from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid) as used,
          exists (select from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid
                  and case when d.classid = 'pg_database'::regclass then d.objid else d.dbid end in (select datid from busy)) as live
        from pg_roles r where r.oid >= 16384) as role) as roles`);
  const row = rows[0];
  if (row === undefined) throw new Error('the server did not list its roles');
  return { ...row, keeps: row.keeps === 'on' };
}

/** Only roles that carry a note of ours: the owner role does not. */
function park(found: Roles, wanted: readonly ScratchRole[]): string[] {
  if (!found.keeps) return [];
  return found.roles.filter((role) => isParked(found, wanted, role)).flatMap((role) => {
    const away = quoteIdentifier(awayName(role));
    const back = quoteLiteral(parked + role.name);
    return [`alter role ${quoteIdentifier(role.name)} rename to ${away}`, `comment on role ${away} is ${back}`];
  });
}

/** A role of an earlier run that this one has no use for. */
function isParked(found: Roles, wanted: readonly ScratchRole[], role: RawRole): boolean {
  const ours = role.note?.startsWith('pgcog:') === true && !role.note.startsWith(parked);
  return ours && role.note !== noteOf(found.run) && !wanted.some((one) => one.name === role.name);
}

function awayName(role: RawRole): string {
  return `pgcog_parked_${role.oid}`;
}

/** The role that was put out of the way under this name; of several the first, which kept databases grant to. */
function awayAs(found: Roles, name: string): RawRole | undefined {
  if (!found.keeps) return undefined;
  return found.roles.filter((one) => one.note === parked + name).sort((one, other) => one.oid - other.oid)[0];
}

/** Of the roles that are there, the one that is wanted under this name: what a run that was killed left behind is not. */
function roleThere(found: Roles, name: string): RawRole | undefined {
  const there = found.roles.find((one) => one.name === name);
  return there === undefined || isLeftOver(found, there) ? undefined : there;
}

/** Nobody's, while the role that kept databases know by this name is out of the way. */
function isLeftOver(found: Roles, { name, note, live }: RawRole): boolean {
  return note === null && !live && awayAs(found, name) !== undefined;
}

/** What a killed run's databases still grant to goes with them, whoever drops those. */
function replaced(found: Roles, wanted: readonly ScratchRole[]): string[] {
  return found.roles.filter((role) => isLeftOver(found, role) && wanted.some(({ name }) => name === role.name)).map(({ name, oid, used }) => (used ? `alter role ${quoteIdentifier(name)} rename to ${quoteIdentifier(`pgcog_left_${oid}`)}` : `drop role ${quoteIdentifier(name)}`));
}

function makeRole(found: Roles, role: ScratchRole): string[] {
  const name = quoteIdentifier(role.name);
  const comment = `comment on role ${name} is ${quoteLiteral(noteOf(found.run))}`;
  const there = roleThere(found, role.name);
  if (there !== undefined) return found.keeps && there.note !== noteOf(found.run) ? [comment] : [];
  const away = awayAs(found, role.name);
  if (away !== undefined) return [`alter role ${quoteIdentifier(away.name)} rename to ${name}`, comment];
  return [`create role ${name}`, comment];
}

/**
 * On somebody's server another run may have made the role and drop it at its end; the server refuses that while our
 * database grants anything to it.
 */
function holds(found: Roles, wanted: readonly ScratchRole[]): string[] {
  if (found.keeps) return [];
  const database = quoteIdentifier(found.database);
  return wanted.map((role) => `grant connect on database ${database} to ${quoteIdentifier(role.name)}`);
}

/** Without INHERIT nothing of the role's rights is the owner's until it becomes the role. */
function assumed(found: Roles, wanted: readonly ScratchRole[]): string[] {
  const open = wanted.filter((role) => {
    const there = roleThere(found, role.name) ?? awayAs(found, role.name);
    return role.assumable === true && there?.assumable !== true;
  });
  return open.map((role) => `grant ${quoteIdentifier(role.name)} to ${quoteIdentifier(found.owner)} with inherit false, set true`);
}

/** What a role is called once the renames of this message are done: groups are put away and brought back too. */
function nameNow(found: Roles, wanted: readonly ScratchRole[], name: string): string {
  const role = found.roles.find((one) => one.name === name);
  if (role === undefined || !found.keeps) return name;
  const back = role.note?.startsWith(parked) === true ? role.note.slice(parked.length) : null;
  if (back !== null) return wanted.some((one) => one.name === back) && roleThere(found, back) === undefined && awayAs(found, back) === role ? back : name;
  return isParked(found, wanted, role) ? awayName(role) : name;
}

function memberships(found: Roles, wanted: readonly ScratchRole[]): string[] {
  return wanted.flatMap((role) => {
    const there = roleThere(found, role.name);
    const away = awayAs(found, role.name);
    if (there !== undefined && !found.keeps && there.note !== noteOf(found.run)) return [];
    const before = (there?.member_of ?? away?.member_of ?? []).map((group) => nameNow(found, wanted, group));
    const name = quoteIdentifier(role.name);
    const missing = role.memberOf.filter((group) => !before.includes(group));
    const extra = before.filter((group) => !role.memberOf.includes(group));
    return [
      ...extra.map((group) => `revoke ${quoteIdentifier(group)} from ${name}`),
      ...missing.map((group) => `grant ${quoteIdentifier(group)} to ${name}`),
    ];
  });
}
