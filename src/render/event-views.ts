import type { EventPlan } from '../graphql/types.js';
import { indented, jsString } from './escape.js';
import { header } from './header.js';
import { callerFunction } from './js-view.js';
import type { EndingsView, PublishView, SubscriptionView } from './views.js';

/** Where the code of an event's resolver stands: `Subscription.orderChanged`. */
export function eventFile(field: string): string {
  return `generated/resolvers/${field}.js`;
}

const source = 'the resolver spec';

export function subscriptionView({ field, filter, auth }: EventPlan, claims: readonly string[]): SubscriptionView {
  const places = [...(auth.some((mode) => mode !== 'lambda') ? ['ctx.identity.claims'] : []), ...(auth.includes('lambda') ? ['ctx.identity.resolverContext'] : [])];
  return {
    header: header(source),
    field,
    claims: places.join(' ?? '),
    caller: callerFunction({ auth, claims }).join('\n'),
    filters: indented('  ', filter.flatMap((name) => [`if ((ctx.args.${name} ?? null) !== null) {`, `  filter.${name} = { eq: ctx.args.${name} };`, '}'])),
  };
}

export function publishView({ field }: EventPlan): PublishView {
  return { header: header(source), field };
}

export function endingsView(endings: readonly (readonly string[])[]): EndingsView {
  return { header: header(source), parts: indented('  ', endings.map((fields) => `[${fields.map(jsString).join(', ')}],`)) };
}
