import type { RoleConfig } from '../../config/types.js';
import type { Span } from '../../source/types.js';

/**
 * A place of a statement that is another name in every tenant. `schema text` is the schema's name where PostgreSQL wants
 * no identifier but its bare text: inside `SET search_path = '...'`.
 */
export type Slot =
  | { readonly kind: 'schema' }
  | { readonly kind: 'schema text' }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'owner' };

export type ProgramPiece = string | Slot;

/** A slot and what it takes the place of: UTF-16 offsets into a text. */
export interface SlotSite {
  readonly slot: Slot;
  readonly start: number;
  readonly end: number;
}

/** One statement of the template, cut. */
export interface ProgramStep {
  readonly pieces: readonly ProgramPiece[];
  /** The search path that it runs under, an identifier each. */
  readonly path: readonly ProgramPiece[];
  /** Null for what the tool adds. */
  readonly span: Span | null;
}

/** What makes a tenant, whatever its name. */
export interface TemplateProgram {
  /** SHA-256 of all below, in hexadecimal. */
  readonly version: string;
  readonly templateSchema: string;
  readonly roles: readonly RoleConfig[];
  readonly knownRoles: readonly string[];
  /** No function decides what the template's own rows are, so they can be compared by content. */
  readonly exactRows: boolean;
  readonly steps: readonly ProgramStep[];
  /** Statements about objects outside the template's schema (`public`), to be run once for all tenants. */
  readonly once: readonly string[];
}
