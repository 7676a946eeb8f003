import { Kind, valueFromAST, type FieldNode, type GraphQLField } from 'graphql';
import { withoutDefaults } from '../build-schema.js';
import type { RequestState } from './request.js';

/** `ctx.args`: what the caller gave and nothing else. A key that was not given is absent, one given as null is null. */
export function argumentsOf({ variables }: Pick<RequestState, 'variables'>, field: GraphQLField<unknown, unknown>, node: FieldNode): Readonly<Record<string, unknown>> {
  const given: [string, unknown][] = [];
  for (const { name, type } of field.args) {
    const value = node.arguments?.find((one) => one.name.value === name)?.value;
    if (value === undefined) continue;
    if (value.kind === Kind.VARIABLE && !Object.hasOwn(variables, value.name.value)) continue;
    given.push([name, withoutDefaults(valueFromAST(value, type, variables))]);
  }
  return Object.fromEntries(given);
}
