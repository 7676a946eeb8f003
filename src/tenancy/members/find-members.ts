import type { SqlSession } from '../../postgres/sql-session.js';
import type { Member, MemberStatus } from './types.js';

/** Which members; what is absent is not asked. */
export interface MemberFilter {
  readonly id?: string;
  /** In any spelling that means the same address. */
  readonly email?: string;
  /** Null: application admins. */
  readonly tenant?: string | null;
  readonly status?: MemberStatus;
}

const status = "case when u.status <> 'suspended' and u.expires_at <= now() then 'expired' else u.status end";

/** Rows of a page: an answer of the Data API holds 1 MiB, a row up to a kilobyte. */
const page = 500;

/** Memberships by tenant and address, application admins first; as the control schema's owner. */
export async function findMembers(session: SqlSession, filter: MemberFilter = {}): Promise<readonly Member[]> {
  const values: unknown[] = [];
  const is = (column: string, value: string | undefined): readonly string[] => (value === undefined ? [] : [`${column} = $${values.push(value)}`]);
  const conditions = [
    ...is('u.id', filter.id), ...is(status, filter.status),
    ...is('t.name', filter.tenant ?? undefined), ...(filter.tenant === null ? ['u.tenant_id is null'] : []),
    ...(filter.email === undefined ? [] : [`u.email = lower(normalize(btrim($${values.push(filter.email)}), nfc))`]),
  ];
  const members: Member[] = [];
  for (;;) {
    const { rows } = await session.query<Member>(`
      select u.id, u.email, u.first_name as "firstName", u.last_name as "lastName", t.name as tenant, u.app_role as role, ${status} as status,
        (to_jsonb(u.expires_at at time zone 'UTC') #>> '{}') || 'Z' as "expiresAt"
      from cognition.users u left join cognition.tenants t on t.id = u.tenant_id
      where ${['true', ...conditions].join(' and ')} order by t.name collate "C" nulls first, u.email collate "C", u.id limit ${page} offset ${members.length}`, values);
    members.push(...rows);
    if (rows.length < page) return members;
  }
}

/** @throws Error where there is none: whoever asks has just written it */
export async function memberOf(session: SqlSession, id: string): Promise<Member> {
  const [member] = await findMembers(session, { id });
  if (member === undefined) throw new Error(`member ${id} is not there`);
  return member;
}
