import { GraphqlFailure } from './graphql-failure.js';
import type { Answer, GraphqlError, Values } from './types.js';

/** An answer of the API, or an event. @throws GraphqlFailure for what is neither */
export function answerOf(answer: unknown): Answer<Values> {
  const { data, errors } = Object(answer) as { readonly data?: Values | null; readonly errors?: readonly GraphqlError[] };
  if (data === undefined && errors === undefined) throw new GraphqlFailure([{ message: `the API answered what is no answer: ${JSON.stringify(answer)}` }]);
  return { data: data ?? null, errors: errors ?? [] };
}
