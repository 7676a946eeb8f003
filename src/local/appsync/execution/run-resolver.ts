import { getNamedType, type FieldNode, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { AppsyncError } from '../appsync-error.js';
import { callLambda, type SourceAnswer } from '../call-lambda.js';
import type { HandlerContext, Outcome } from '../handler.js';
import type { Resolver } from '../load-resolvers.js';
import { argumentsOf } from './arguments.js';
import { readDocument, type SourceRequest } from './read-document.js';
import type { RequestState } from './request.js';
import { selectionSetGraphQL, selectionSetList } from './selection-set.js';

/** A field to resolve. */
export interface FieldCall {
  readonly parent: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  readonly source: unknown;
}

/** What a resolver came to: `error` ends the field, `appended` are told beside its value. */
export interface Resolved {
  readonly value: unknown;
  readonly error: AppsyncError | null;
  readonly appended: readonly AppsyncError[];
}

const authTypes = {
  iam: 'IAM Authorization', cognito_user_pools: 'User Pool Authorization', oidc: 'Open ID Connect Authorization', api_key: 'API Key Authorization',
  lambda: 'Lambda Authorization',
} as const;

/** Runs a unit resolver: request handler, data source, response handler. */
export async function runResolver(state: RequestState, resolver: Resolver, call: FieldCall): Promise<Resolved> {
  const context = contextOf(state, call);
  const request = resolver.run('request', context);
  if (request.kind !== 'value') return resolved(state, [request]);
  try {
    const answer = await ask(state, resolver, readDocument(request.value, resolver.dataSource === null));
    if (answer === null) return resolved(state, [request], null);
    const response = resolver.run('response', { ...context, stash: request.stash, result: answer.result, error: answer.error });
    return resolved(state, [request, response]);
  } catch (failure) {
    const error = failure instanceof AppsyncError ? failure : new AppsyncError('Internal failure', 'InternalFailure');
    return { value: null, error, appended: request.appended };
  }
}

/** The last outcome's value, with the errors and extensions of all. */
function resolved(state: RequestState, outcomes: readonly Outcome[], value: unknown = outcomes.at(-1)?.value): Resolved {
  for (const { extensions } of outcomes) state.extensions.push(...extensions);
  return { value: value ?? null, error: outcomes.at(-1)?.error ?? null, appended: outcomes.flatMap(({ appended }) => appended) };
}

/** Null where nobody waits for the answer. */
async function ask(state: RequestState, resolver: Resolver, { operation, invocationType, payload }: SourceRequest): Promise<SourceAnswer | null> {
  if (resolver.dataSource === null) return { result: payload, error: null };
  if (operation === 'BatchInvoke') return state.batches.add(resolver, resolver.dataSource, payload);
  const answer = callLambda(resolver.dataSource, payload, state);
  if (invocationType !== 'Event') return answer;
  answer.catch(() => null);
  return null;
}

function contextOf(state: RequestState, { parent, field, nodes, source }: FieldCall): HandlerContext {
  const [node] = nodes;
  const { cookie: _cookie, ...headers } = state.headers;
  return {
    args: node === undefined ? {} : argumentsOf(state, field, node),
    source: source ?? null,
    identity: state.caller.identity ?? null,
    stash: {},
    request: { headers, domainName: null },
    info: {
      fieldName: field.name,
      parentTypeName: parent.name,
      variables: state.given,
      selectionSetList: selectionSetList(state, getNamedType(field.type), nodes),
      selectionSetGraphQL: selectionSetGraphQL(nodes),
    },
    authType: authTypes[state.caller.mode],
  };
}
