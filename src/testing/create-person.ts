import { print, type DocumentNode } from 'graphql';
import { answerOf } from './answer-of.js';
import { GraphqlFailure } from './graphql-failure.js';
import { readEvents } from './read-events.js';
import type { Answer, Person, Values } from './types.js';

export interface PersonInput {
  readonly email: string;
  readonly token: string;
  readonly url: string;
  /** Resolves when nothing runs any more that was started besides. */
  readonly settled: () => Promise<void>;
}

type Document = string | { toString(): string } | DocumentNode;

/** Somebody signed in, who asks the API over HTTP. */
export function createPerson({ email, token, url, settled }: PersonInput): Person {
  const send = (accept: string, document: Document, variables: unknown, signal?: AbortSignal): Promise<Response> => fetch(url, {
    method: 'POST', headers: { authorization: token, 'content-type': 'application/json', accept }, body: JSON.stringify({ query: textOf(document), variables: variables ?? {} }), ...(signal !== undefined && { signal }),
  });
  const ask = async (document: Document, variables?: unknown): Promise<Answer<Values>> => {
    const response = await send('application/json', document, variables);
    const answer = answerOf(await response.json());
    await settled();
    return answer;
  };
  const query = async (document: Document, variables?: unknown): Promise<Values> => {
    const { data, errors } = await ask(document, variables);
    if (errors.length > 0 || data === null) throw new GraphqlFailure(errors);
    return data;
  };
  const subscribe = async (document: Document, variables?: unknown): Promise<AsyncGenerator<Values, void>> => {
    const abort = new AbortController();
    const response = await send('text/event-stream', document, variables, abort.signal);
    if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) throw new GraphqlFailure(answerOf(await response.json()).errors);
    return readEvents(response, () => abort.abort());
  };
  // What a document says of its types is for who writes it: sent is its text.
  return { email, token, url, ask, query, subscribe } as Person;
}

function textOf(document: Document): string {
  return typeof document === 'object' && 'kind' in document ? print(document as DocumentNode) : String(document);
}
