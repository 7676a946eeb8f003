import type { AuthMode } from '../config/auth-mode.js';
import type { Argument, Codec, FieldStatement } from '../statements/types.js';

/** A GraphQL type reference, printed by `render/sdl.ts` and `render/types.ts`. */
export interface TypeRef {
  readonly name: string;
  readonly list: boolean;
  readonly required: boolean;
  readonly elementRequired: boolean;
  /** Lists of lists have one more level. */
  readonly depth: number;
}

export interface ArgumentPlan {
  readonly name: string;
  readonly type: TypeRef;
  readonly description: readonly string[];
  readonly argument: Argument;
}

export interface FieldPlan {
  readonly kind: 'field';
  readonly name: string;
  readonly type: TypeRef;
  readonly arguments: readonly ArgumentPlan[];
  /** Lines, printed as `#` comments. */
  readonly description: readonly string[];
  /** Directives in order: `@aws_iam`. */
  readonly directives: readonly string[];
  /** Null for a plain column. */
  readonly resolver: FieldStatement | null;
  /** Column codec for `types.ts`. */
  readonly codec: Codec | null;
}

export interface ObjectPlan {
  readonly kind: 'object';
  readonly name: string;
  readonly description: readonly string[];
  readonly directives: readonly string[];
  readonly fields: readonly FieldPlan[];
}

export interface InputPlan {
  readonly kind: 'input';
  readonly name: string;
  readonly description: readonly string[];
  readonly fields: readonly { readonly name: string; readonly type: TypeRef; readonly description: readonly string[] }[];
}

export interface EnumPlan {
  readonly kind: 'enum';
  readonly name: string;
  /** Value comments cannot stand inside (AppSync's parser): they are in this description. */
  readonly description: readonly string[];
  readonly values: readonly string[];
}

/** Events of the API: told to those who subscribed, after mutations. */
export interface EventPlan {
  readonly kind: 'event';
  /** Field of Subscription. */
  readonly field: string;
  /** The type of its events. */
  readonly event: string;
  /** The mutation that publishes them, which is the API's own. */
  readonly mutation: string;
  /** Coordinates of the mutations after which it does: `Mutation.updateOrder`. */
  readonly on: readonly string[];
  /** What an event holds beside its tenant, with each type as GraphQL says it: `OrderStatus`. */
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  /** Those of them that a subscriber may choose events by. */
  readonly filter: readonly string[];
  /** Roles that may subscribe. */
  readonly roles: readonly string[];
  readonly auth: readonly AuthMode[];
}

export interface SchemaPlan {
  readonly kind: 'schema';
  readonly query: ObjectPlan;
  readonly mutation: ObjectPlan | null;
  readonly subscription: ObjectPlan | null;
  /** By field. */
  readonly events: readonly EventPlan[];
  /** By name. */
  readonly objects: readonly ObjectPlan[];
  readonly inputs: readonly InputPlan[];
  readonly enums: readonly EnumPlan[];
}
