import { DatabaseFailure } from '../errors.js';
import type { Field, SqlParameter, Transport } from '../types.js';

/** A person's membership, as their token is to say it. */
export interface Membership {
  readonly userId: string;
  /** Null for application admins. */
  readonly tenant: string | null;
  readonly role: string;
}

export interface Person {
  /** The one chosen last, or another that is active; null where none is. */
  readonly membership: Membership | null;
  /** There are invitations for their address that wait to be accepted. */
  readonly pending: boolean;
}

/** The hooks' questions to `cognition`, before a moment: milliseconds since the epoch. Both reject with a DatabaseFailure. */
export interface Database {
  isInvited(email: string, deadline: number): Promise<boolean>;
  /** Always one statement, for nobody too: how long it takes says nothing. */
  findPerson(sub: string | null, verifiedEmail: string | null, deadline: number): Promise<Person>;
}

const invitedSql = 'select cognition.is_invited(:email::text)';

const personSql = `select c.userid, c.tenant, c.role, exists (select from cognition.pending_invitations(:email::text)) as pending
from (select 1) as one left join cognition.claims(:sub::text) as c on true`;

export function askDatabase(transport: Transport, secret: string): Database {
  const ask = async (sql: string, values: Readonly<Record<string, string | null>>, deadline: number): Promise<readonly Field[]> => {
    const parameters = Object.entries(values).map(([name, value]): SqlParameter => ({ name, value: value === null ? { isNull: true } : { stringValue: value } }));
    const { records } = await transport.execute({ secret, sql, parameters, transaction: null, access: 'read', longsAsText: false, columns: false, deadline });
    const [row] = records;
    if (row === undefined) throw new DatabaseFailure('internal', 'no row');
    return row;
  };
  return {
    isInvited: async (email, deadline) => isTrue((await ask(invitedSql, { email }, deadline))[0]),
    findPerson: async (sub, email, deadline) => {
      const [userid, tenant, role, pending] = await ask(personSql, { sub, email }, deadline);
      const [userId, name] = [textOf(userid), textOf(role)];
      return { membership: userId === null || name === null ? null : { userId, tenant: textOf(tenant), role: name }, pending: isTrue(pending) };
    },
  };
}

const isTrue = (field: Field | undefined): boolean => field !== undefined && 'booleanValue' in field && field.booleanValue;

const textOf = (field: Field | undefined): string | null => (field !== undefined && 'stringValue' in field ? field.stringValue : null);
