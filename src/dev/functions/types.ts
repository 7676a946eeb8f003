import type { LambdaHandler as DataSource } from '../../local/appsync/types.js';
import type { LambdaHandler } from '../../local/lambda/types.js';
import type { LogLine } from '../../runtime/types.js';

/** The names of functions, as the pool's triggers and the worker's callers know them. */
export const functionNames = {
  preSignUp: 'pre-sign-up', postConfirmation: 'post-confirmation', preAuthentication: 'pre-authentication', preTokenGeneration: 'pre-token-generation',
  members: 'members', rotation: 'rotation',
} as const;

/** Lambda code of the project, loaded. */
export interface Functions {
  readonly dataSource: DataSource;
  /** By the names above. */
  readonly handlers: Readonly<Record<string, LambdaHandler>>;
  /** Coordinates of the Lambda resolvers that are there: `Mutation.cancelOrder`. */
  readonly resolvers: readonly string[];
}

/** What functions say while they run. */
export type FunctionOutput =
  | { readonly kind: 'statement'; readonly line: LogLine }
  /** A run of a trigger or of the worker: `preSignUp`, `activate`; `ok`, or what came in the way. */
  | { readonly kind: 'function'; readonly name: string; readonly outcome: string; readonly line: object }
  /** Printed by a function, a line each. */
  | { readonly kind: 'printed'; readonly from: string; readonly text: string };
