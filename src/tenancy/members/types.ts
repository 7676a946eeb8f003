/** A membership, as whoever runs the system sees it. */
export interface Member {
  /** `u_...`, the database username. */
  readonly id: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** Null: an application admin. */
  readonly tenant: string | null;
  readonly role: string;
  readonly status: MemberStatus;
  /** ISO 8601, UTC; null: never. */
  readonly expiresAt: string | null;
}

/** `expired`: the time of who is not suspended is up. */
export type MemberStatus = (typeof memberStatuses)[number];
export const memberStatuses = ['invited', 'active', 'suspended', 'expired'] as const;
