/** One object of a schema. */
export interface FingerprintRow {
  /** `table orders`, `column orders.id`, `policy own on orders`: not unique where the server chose names with numbers. */
  readonly object: string;
  /** What it is, with slots for the names of roles; JSON text with sorted keys. */
  readonly definition: string;
  /** The text that a function runs, as it is. */
  readonly body: string | null;
}

export interface Fingerprint {
  readonly schema: string;
  /** Names that stand for the same in every tenant: the schema, and a role or two for each of the configuration's. */
  readonly names: readonly { readonly slot: string; readonly name: string }[];
  readonly rows: readonly FingerprintRow[];
}

export interface Difference {
  readonly object: string;
  readonly kind: 'missing' | 'added' | 'changed' | 'body';
  /** What of it differs, in words; empty for a body. */
  readonly details: readonly string[];
}
