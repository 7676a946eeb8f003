import { getOperationAST, getVariableValues, GraphQLError, Kind, parse, specifiedRules, validate, type DocumentNode, type FragmentDefinitionNode, type ValidationRule } from 'graphql';
import { isRecord } from '../is-record.js';
import type { ErrorEntry, GraphqlParams } from '../types.js';
import { isIntrospection } from './introspect.js';
import type { Api, Prepared } from './request.js';
import { validationType } from './validation-type.js';

/** AppSync's limit for a document. */
const tokens = 15_000;

export type Preparation = { readonly prepared: Prepared } | { readonly errors: readonly ErrorEntry[] };

/** Reads and validates a request; what is wrong with it is told in AppSync's form. */
export function prepare(api: Api, params: GraphqlParams): Preparation {
  try {
    const document = read(params.query);
    const rules = api.introspection ? specifiedRules : [...specifiedRules, noIntrospection];
    if (validate(api.schema, document, rules).length > 0) return { errors: mistakes(api, document, rules) };
    return withVariables(api, document, params);
  } catch (failure) {
    if (failure instanceof GraphQLError) return { errors: [entryOf(failure, 'InvalidSyntax')] };
    throw failure;
  }
}

/** Where it is disabled, as a field that is not there; `__typename` always is. */
const noIntrospection: ValidationRule = (context) => ({
  Field: (node) => {
    if (isIntrospection(node.name.value)) context.reportError(new GraphQLError('Introspection is disabled', { nodes: node }));
  },
});

/** Rule by rule: the service says by which. */
function mistakes(api: Api, document: DocumentNode, rules: readonly ValidationRule[]): readonly ErrorEntry[] {
  return rules.flatMap((rule) => validate(api.schema, document, [rule]).map((error) => entryOf(error, validationType(rule.name, error.message))));
}

function read(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: tokens });
  } catch (failure) {
    if (failure instanceof GraphQLError && failure.message.includes('tokens')) throw new GraphQLError('Maximum char length exceeded');
    throw failure;
  }
}

function withVariables(api: Api, document: DocumentNode, { operationName, variables }: GraphqlParams): Preparation {
  const operation = getOperationAST(document, operationName);
  if (operation == null) return { errors: [{ path: null, locations: null, errorType: 'BadRequestException', message: operationName ? `Unknown operation named '${operationName}'.` : 'Must provide operation name if query contains multiple operations.' }] };
  const given = isRecord(variables) ? variables : {};
  const { coerced, errors } = getVariableValues(api.schema, operation.variableDefinitions ?? [], { ...(ownOnly(given) as typeof given) });
  if (errors !== undefined) return { errors: errors.map((error) => entryOf(error, null)) };
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  return { prepared: { operation, fragments, variables: coerced, given } };
}

/** graphql-js asks an input for each of its fields by name: `toString` and `constructor` are there only where they were given. */
function ownOnly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ownOnly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.assign(Object.create(null), Object.fromEntries(Object.entries(value).map(([key, one]) => [key, ownOnly(one)])));
}

function entryOf({ message, locations }: GraphQLError, type: string | null): ErrorEntry {
  const places = locations?.map(({ line, column }) => ({ line, column, sourceName: null })) ?? null;
  return { path: null, locations: places, message: type === null ? message : `Validation error of type ${type}: ${message}` };
}
