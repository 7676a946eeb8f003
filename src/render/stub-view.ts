import { printTypeRef } from '../graphql/type-ref.js';
import type { ResolverPlan } from '../resolvers/types.js';
import { docLine, jsString } from './escape.js';
import { stubNames } from './stub-names.js';
import type { StubIndexView, StubView, TsNames } from './views.js';

/** A Lambda resolver to fill in, written once. */
export function stubView({ parent, field, plan }: ResolverPlan, names: TsNames): StubView {
  const words = plan.arguments.map(({ name, type }) => `${name}: ${printTypeRef(type)}`);
  const signature = `${parent}.${field}${words.length === 0 ? '' : `(${words.join(', ')})`}: ${printTypeRef(plan.type)}`;
  const check = plan.resolver?.check == null ? [] : ['Runs after its check in the spec has found a row as the caller.'];
  return {
    resolver: names.resolver,
    coordinates: jsString(`${parent}.${field}`),
    message: jsString(`${parent}.${field} is not written yet.`),
    doc: [signature, '', ...check, '`call.database` runs SQL as the caller: grants and policies decide. This file is yours; it is written once.'].map(docLine),
  };
}

/** The map of Lambda resolvers, written once with those that there are. `coordinates` are sorted. */
export function stubIndexView(coordinates: readonly string[], { resolver, resolvers }: TsNames): StubIndexView {
  const locals = stubNames(coordinates);
  return { resolver, resolvers, stubs: coordinates.map((one) => ({ local: locals.get(one) ?? '', module: jsString(`./${one}.js`), coordinates: jsString(one) })) };
}
