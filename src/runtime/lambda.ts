import type { LambdaExtension } from './call.js';
import { runResolver } from './lambda/run-resolver.js';
import type { LambdaResolver } from './lambda/lambda-types.js';
import { own } from './own.js';

export type { LambdaExtension } from './call.js';
export type { LambdaCall, LambdaDatabase, LambdaResolver } from './lambda/lambda-types.js';
export { prettify } from './prettify.js';
export { toParameters } from './values/to-parameters.js';

/**
 * Fields that the user's own code answers, by their coordinates (`Mutation.cancelOrder`), for `createDataSource`: each
 * runs as far as statements.json lets the caller, after its check.
 */
export function lambdaResolvers(resolvers: Readonly<Record<string, LambdaResolver>>): LambdaExtension {
  return (call, document) => {
    const resolver = own(resolvers, document.statement);
    const field = own(call.manifest.lambdas, document.statement);
    return resolver === undefined || field === undefined ? null : runResolver(call, resolver, field, document);
  };
}
