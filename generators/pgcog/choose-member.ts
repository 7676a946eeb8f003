import { CommandRefusal } from '../../src/environment/refusal.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import { findMembers } from '../../src/tenancy/members/find-members.js';
import type { Member } from '../../src/tenancy/members/types.js';
import { textFlag, WrongLine } from './arguments.js';
import type { Flags } from './types.js';

/** The tenant that flags mean: null as application admin, undefined where they do not say. */
export function wantedTenant(flags: Flags): string | null | undefined {
  const tenant = textFlag(flags, 'tenant');
  if (flags['applicationAdmin'] !== true) return tenant ?? undefined;
  if (tenant !== null) throw new WrongLine('--tenant and --application-admin exclude each other', 'leave one of them out');
  return null;
}

/** A membership in words: `ann@acme.test (acme, admins)`. */
export function memberName({ email, tenant, role }: Member): string {
  return `${email} (${tenant === null ? 'application admin' : `${tenant}, ${role}`})`;
}

/**
 * The one membership that an address and the flags mean.
 *
 * @throws CommandRefusal PGC612 where there is none, PGC616 with all where there are several
 */
export async function chooseMember(session: SqlSession, email: string, tenant: string | null | undefined): Promise<Member> {
  const all = await findMembers(session, { email });
  const found = tenant === undefined ? all : all.filter((one) => one.tenant === tenant);
  const [member, second] = found;
  if (member !== undefined && second === undefined) return member;
  const list = all.map((one) => (one.tenant === null ? 'application admin' : `${one.tenant} (${one.role})`)).join(', ');
  if (second !== undefined) throw new CommandRefusal('PGC616', `${email} has several memberships: ${list}`, 'say which: --tenant NAME, or --application-admin');
  if (all.length === 0) throw new CommandRefusal('PGC612', `nobody here has the address ${email}`, 'pgcog user list shows who there is');
  throw new CommandRefusal('PGC612', `${email} is ${tenant === null ? 'no application admin' : `no member of ${tenant ?? ''}`}`, `memberships of this address: ${list}`);
}
