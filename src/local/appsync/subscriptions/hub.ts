import { valueFromASTUntyped, type GraphQLSchema } from 'graphql';
import { matchesFilter } from './matches-filter.js';
import { isRecord } from '../is-record.js';
import type { SubscriptionFilter } from '../util/to-subscription-filter.js';

/** One open subscription. */
export interface Subscriber {
  /** Field of Subscription. */
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Null: the arguments decide. */
  readonly filter: SubscriptionFilter | null;
  readonly invalidation: SubscriptionFilter | null;
  readonly deliver: (payload: unknown) => void;
  readonly end: () => void;
}

/** What is published, and who gets it. */
export interface Hub {
  /** @returns what takes it out again */
  add(subscriber: Subscriber): () => void;
  publish(mutation: string, payload: unknown): void;
  /** Ends the subscriptions whose invalidation filter matches. */
  invalidate(field: string, payload: unknown): void;
  close(): void;
}

export function createHub(schema: GraphQLSchema): Hub {
  const sources = mutationsOf(schema);
  const open = new Set<Subscriber>();
  return {
    add: (subscriber) => {
      open.add(subscriber);
      return () => open.delete(subscriber);
    },
    publish: (mutation, payload) => {
      for (const one of [...open]) if (sources.get(one.field)?.has(mutation) === true && isWanted(one, payload)) one.deliver(payload);
    },
    invalidate: (field, payload) => {
      for (const one of [...open]) {
        if (one.field === field && one.invalidation !== null && one.invalidation.filterGroup.length > 0 && matchesFilter(one.invalidation, payload)) one.end();
      }
    },
    close: () => {
      for (const one of [...open]) one.end();
    },
  };
}

/** Mutations by the field of Subscription that `@aws_subscribe` puts them to. */
function mutationsOf(schema: GraphQLSchema): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {});
  return new Map(fields.map(({ name, astNode }) => {
    const given = astNode?.directives?.find((one) => one.name.value === 'aws_subscribe')?.arguments?.find((one) => one.name.value === 'mutations');
    const names: unknown = given === undefined ? [] : valueFromASTUntyped(given.value);
    return [name, new Set([names].flat().filter((one) => typeof one === 'string'))];
  }));
}

/** An argument equals the payload's field of its name; null wants null, and one that was not given anything. */
function isWanted({ args, filter }: Subscriber, payload: unknown): boolean {
  if (filter !== null) return matchesFilter(filter, payload);
  return Object.entries(args).every(([name, wanted]) => {
    const value = isRecord(payload) && Object.hasOwn(payload, name) ? (payload[name] ?? null) : null;
    return value === wanted;
  });
}
