import type { ProgramPiece } from '../program/types.js';

/** One `GRANT`, `REVOKE` or statement about a policy in the template's names, cut like the template. */
export interface TenantGrant {
  /** As written, without the `;`. */
  readonly statement: string;
  readonly pieces: readonly ProgramPiece[];
}

/** A grant as it is recorded. */
export interface RecordedGrant {
  readonly id: string;
  /** Null: all tenants, present and to come. */
  readonly tenant: string | null;
  readonly statement: string;
  /** Login that granted it. */
  readonly grantedBy: string;
  readonly grantedAt: Date;
  /** Tenants that have not got it yet: `grantToAllTenants` was interrupted, or failed there. */
  readonly waiting: readonly string[];
}
