import type { Oid } from '../catalog/types.js';

/** What everything is called in the API; chosen once, carried by every later stage. */
export interface Names {
  readonly kind: 'names';
  /** Keyed by relation oid. Only relations the API takes. */
  readonly relations: Readonly<Record<Oid, RelationNames>>;
  /** Keyed by type oid: enums, composites and domains of their own. */
  readonly types: Readonly<Record<Oid, TypeNames>>;
  /** Keyed by function oid. */
  readonly functions: Readonly<Record<Oid, { readonly field: string; readonly arguments: readonly string[] }>>;
  /** What could not be taken, each with a code; printed by `corpus` and in access.md. */
  readonly leftOut: readonly { readonly object: string; readonly code: string; readonly reason: string }[];
}

export interface RelationNames {
  /** `OrderItem` */
  readonly type: string;
  /** `orderItem`: `getOrderItem` is built from `type`, relation fields from this. */
  readonly one: string;
  /** `orderItems` */
  readonly many: string;
  /** `OrderItems`, as in `listOrderItems`. */
  readonly manyType: string;
  /** Column name to field name; columns left out of the API are absent. */
  readonly columns: Readonly<Record<string, string>>;
}

export interface TypeNames {
  readonly type: string;
  /** Composite: attribute to field. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Enum: label to GraphQL value; a two-way map, equal strings where no map is needed. */
  readonly labels: Readonly<Record<string, string>>;
}
