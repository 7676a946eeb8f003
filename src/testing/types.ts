/** A document with the types of its answer and variables, as graphql-codegen's client preset makes it: an object or a string. */
export type TypedDocument<Result, Variables> = ({ readonly kind: string } | { toString(): string }) & {
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
};

/** Left out where no variable is needed. */
export type VariablesOf<Variables> = Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables];

/** Variables and answers that no document says the types of. */
export type Values = Readonly<Record<string, unknown>>;

/** An entry of `errors`, as AppSync answers it. */
export interface GraphqlError {
  readonly message: string;
  readonly errorType?: string | null;
  readonly errorInfo?: unknown;
  readonly path?: readonly (string | number)[] | null;
}

/** An answer as it came. */
export interface Answer<Result> {
  readonly data: Result | null;
  readonly errors: readonly GraphqlError[];
}

/** Somebody signed in. */
export interface Person {
  readonly email: string;
  /** ID token, for clients of your own. */
  readonly token: string;
  /** Of the API: `http://127.0.0.1:<port>/graphql` */
  readonly url: string;
  /**
   * Sends a query or mutation. What it starts besides, as the members' worker, is done when it comes back.
   *
   * @throws GraphqlFailure where the answer has errors, whatever data there is
   */
  query<Result, Variables>(document: TypedDocument<Result, Variables>, ...variables: VariablesOf<Variables>): Promise<Result>;
  query(document: string, variables?: Values): Promise<Values>;
  /** The same, errors included in what comes back. */
  ask<Result, Variables>(document: TypedDocument<Result, Variables>, ...variables: VariablesOf<Variables>): Promise<Answer<Result>>;
  ask(document: string, variables?: Values): Promise<Answer<Values>>;
  /**
   * Begins a subscription: what happens from now on, by `for await` or `next()`; `return()` ends it.
   *
   * @throws GraphqlFailure from `next()` where it is refused, or ends with an error
   */
  subscribe<Result, Variables>(document: TypedDocument<Result, Variables>, ...variables: VariablesOf<Variables>): Promise<AsyncGenerator<Result, void>>;
  subscribe(document: string, variables?: Values): Promise<AsyncGenerator<Values, void>>;
}

/**
 * Signs somebody in: a sample person (`ann@acme.test`), or anybody who was invited meanwhile.
 *
 * @throws Error where nobody has the address, or the user pool refuses, in its words
 */
export type As = (email: string) => Promise<Person>;
