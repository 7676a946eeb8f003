import type { FragmentDefinitionNode, OperationDefinitionNode } from 'graphql';
import type { ApiSchema } from '../build-schema.js';
import type { BatchQueue } from '../batch-queue.js';
import type { ExtensionCall } from '../handler.js';
import type { Resolver } from '../load-resolvers.js';
import type { Caller, ErrorEntry, Limits } from '../types.js';
import type { Authorizer } from './authorize.js';

/** An API: all that its requests have in common. */
export interface Api extends ApiSchema {
  readonly resolvers: ReadonlyMap<string, Resolver>;
  readonly authorize: Authorizer;
  readonly limits: Limits;
  readonly introspection: boolean;
}

/** A document that may be run, with its variables. */
export interface Prepared {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** By the schema's types; absent where the caller gave none. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** As they were sent: `ctx.info.variables`. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** One request while it runs. */
export interface RequestState extends Prepared {
  readonly api: Api;
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly batches: BatchQueue;
  readonly errors: ErrorEntry[];
  readonly extensions: ExtensionCall[];
  /** Resolvers that ran. */
  count: number;
  /**
   * `resolve` runs resolvers. `select` does not, and takes of a value what is selected; `replay` neither, and its values
   * are written already: a subscriber's, of a mutation's answer.
   */
  readonly mode: 'resolve' | 'select' | 'replay';
}
