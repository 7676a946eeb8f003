import { checkGraphqlName } from './check-name.js';
import { WrongLine } from './refused.js';

export const resolverKinds = ['query', 'mutation', 'field', 'subscription'] as const;
export type ResolverKind = (typeof resolverKinds)[number];

/** The field that a resolver is for. */
export interface Target {
  readonly kind: ResolverKind;
  readonly parent: string;
  readonly field: string;
}

const roots: Readonly<Record<string, ResolverKind>> = { Query: 'query', Mutation: 'mutation', Subscription: 'subscription' };
const verbs = /^(?:add|approve|archive|assign|book|cancel|change|close|complete|copy|create|delete|import|insert|mark|merge|move|pay|place|publish|purge|remove|rename|reopen|reset|restore|send|set|start|stop|submit|update|upsert)(?=[A-Z]|$)/u;

/**
 * Reads `Customer.latestOrders`, or `listOrders` with a kind; without one its first word tells a mutation from a query.
 *
 * @throws WrongLine PGC760 for what is no name in GraphQL, PGC764 where name and kind contradict each other
 */
export function resolverTarget(name: string, kind: ResolverKind | null): Target {
  const parts = name.split('.');
  if (parts.length > 2) throw new WrongLine('PGC760', `${JSON.stringify(name.slice(0, 80))} cannot be the name of a field`, 'write a field, or the type, a dot and the field: Customer.latestOrders');
  for (const part of parts) checkGraphqlName('a type or field', part);
  const [first = '', second] = parts;
  if (second === undefined) return ofKind(first, kind ?? (verbs.test(first) ? 'mutation' : 'query'));
  const said = Object.hasOwn(roots, first) ? (roots[first] ?? 'field') : 'field';
  if (kind !== null && kind !== said) throw new WrongLine('PGC764', `${name} is no ${kind}`, `leave out --kind, or say --kind ${said}`);
  return { kind: said, parent: first, field: second };
}

function ofKind(field: string, kind: ResolverKind): Target {
  if (kind === 'field') throw new WrongLine('PGC764', `${field} does not say whose field it is`, 'write the type, a dot and the field: Customer.latestOrders');
  return { kind, parent: Object.keys(roots).find((root) => roots[root] === kind) ?? 'Query', field };
}
