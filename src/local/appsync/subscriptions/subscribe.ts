import { OperationTypeNode } from 'graphql';
import { AppsyncError } from '../appsync-error.js';
import { addError } from '../execution/add-error.js';
import { argumentsOf } from '../execution/arguments.js';
import { namedAfter, notAuthorized } from '../execution/authorize.js';
import { collectFields } from '../execution/collect-fields.js';
import { executeFields } from '../execution/execute-fields.js';
import { beginRequest, resultOf, rootType } from '../execution/execute.js';
import type { RequestState } from '../execution/request.js';
import { runResolver } from '../execution/run-resolver.js';
import type { GraphqlResult } from '../types.js';
import { checkFilter } from './check-filter.js';
import { createEventQueue } from './event-queue.js';
import type { Hub } from './hub.js';

/**
 * Opens a subscription: its field's resolver runs once, as the subscriber, and may refuse or set filters. Each event is
 * the mutation's own answer, of which the subscriber gets what both selected.
 *
 * @returns a result with errors where it is refused
 */
export async function subscribe(state: RequestState, hub: Hub): Promise<AsyncIterable<GraphqlResult> | GraphqlResult> {
  const type = rootType(state, OperationTypeNode.SUBSCRIPTION);
  const [key = '', nodes = []] = [...collectFields(state, type, [state.operation.selectionSet])][0] ?? [];
  const field = type.getFields()[nodes[0]?.name.value ?? ''];
  const node = nodes[0];
  if (field === undefined || node === undefined) return { data: null };
  const refuse = (error: AppsyncError): GraphqlResult => {
    addError(state, error, nodes, { key, above: null }, null);
    return { data: null, errors: state.errors };
  };
  try {
    if (state.api.authorize(state.caller, type, field.name) !== 'allowed') return refuse(notAuthorized(type.name, field.name));
    const resolver = state.api.resolvers.get(`${type.name}.${field.name}`);
    const answer = resolver === undefined ? null : await runResolver(state, resolver, { parent: type, field, nodes, source: null });
    if (answer !== null && answer.error !== null) return refuse(namedAfter(type.name, field.name, answer.error));
    return open(state, hub, field.name, argumentsOf(state, field, node));
  } catch (failure) {
    if (failure instanceof AppsyncError) return refuse(failure);
    throw failure;
  }
}

function open(state: RequestState, hub: Hub, field: string, args: Readonly<Record<string, unknown>>): AsyncIterable<GraphqlResult> {
  const [filter, invalidation] = [filterOf(state, 'setSubscriptionFilter'), filterOf(state, 'setSubscriptionInvalidationFilter')];
  const queue = createEventQueue<unknown>(() => remove());
  const remove = hub.add({ field, args, filter, invalidation, deliver: queue.push, end: queue.end });
  return eventsOf(queue, (payload) => replay(state, field, payload));
}

function eventsOf(queue: AsyncIterable<unknown>, show: (payload: unknown) => Promise<GraphqlResult>): AsyncIterable<GraphqlResult> {
  return {
    [Symbol.asyncIterator]: () => {
      const payloads = queue[Symbol.asyncIterator]();
      return {
        next: async () => {
          const { done, value } = await payloads.next();
          return done === true ? { done, value: undefined } : { done: false, value: await show(value) };
        },
        return: async () => {
          await payloads.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** The last filter of that kind that the resolver set. */
function filterOf({ extensions }: RequestState, name: string): ReturnType<typeof checkFilter> | null {
  const call = extensions.findLast((one) => one.name === name);
  return call === undefined ? null : checkFilter(call.values[0] ?? null);
}

async function replay(subscribed: RequestState, field: string, payload: unknown): Promise<GraphqlResult> {
  const state: RequestState = { ...beginRequest(subscribed.api, subscribed, subscribed), mode: 'replay' };
  const data = await executeFields(state, rootType(state, OperationTypeNode.SUBSCRIPTION), { [field]: payload }, null, null);
  return resultOf(state, data);
}
