import { GraphQLNonNull, isAbstractType, isLeafType, isListType, isNonNullType, isObjectType, type FieldNode, type GraphQLAbstractType, type GraphQLField, type GraphQLObjectType, type GraphQLOutputType } from 'graphql';
import { AppsyncError } from '../appsync-error.js';
import { isRecord } from '../is-record.js';
import { writeLeaf } from '../scalars/write-leaf.js';
import { addError, addValueError } from './add-error.js';
import { namedAfter, notAuthorized } from './authorize.js';
import { collectFields } from './collect-fields.js';
import { introspect, isIntrospection } from './introspect.js';
import { depthOf, pathOf, pathText, type Path } from './path.js';
import type { RequestState } from './request.js';
import { runResolver } from './run-resolver.js';

/** In place of a value: a null that is not allowed rises to what the value is in, told already. */
export const rises: unique symbol = Symbol('a null that rises');

type Completed = unknown;

/** Where a value stands: of which field, in which object type. */
interface Place {
  readonly parent: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly path: Path;
}

/**
 * All fields of an object, or {@link rises} where a null of theirs does.
 *
 * @param serial one after the other, as the fields of Mutation
 * @param done told of each field that is complete
 */
export async function executeFields(state: RequestState, type: GraphQLObjectType, source: unknown, nodes: readonly FieldNode[] | null, above: Path | null, root: RootOptions = {}): Promise<Record<string, Completed> | typeof rises> {
  const selections = nodes === null ? [state.operation.selectionSet] : nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const fields = [...collectFields(state, type, selections)];
  const answers: Completed[] = [];
  const one = async ([key, found]: (typeof fields)[number]): Promise<Completed> => {
    const value = await executeField(state, type, source, found, { key, above });
    await root.done?.(found, value === rises ? null : value);
    return value;
  };
  if (root.serial === true) for (const field of fields) answers.push(await one(field));
  else answers.push(...(await Promise.all(fields.map(one))));
  if (answers.includes(rises)) return rises;
  return Object.fromEntries(fields.map(([key], index) => [key, answers[index] ?? null]));
}

export interface RootOptions {
  readonly serial?: boolean;
  readonly done?: (nodes: readonly FieldNode[], value: unknown) => Promise<void> | void;
}

async function executeField(state: RequestState, parent: GraphQLObjectType, source: unknown, nodes: readonly FieldNode[], path: Path): Promise<Completed> {
  const name = nodes[0]?.name.value ?? '';
  if (name === '__typename') return parent.name;
  if (isIntrospection(name)) return introspect(state, nodes);
  const fields = parent.getFields();
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) return null;
  const place = { parent, nodes, path };
  return complete(state, field.type, await valueOf(state, field, source, place), place);
}

/** The field's value before it is completed; null where it has an error. */
async function valueOf(state: RequestState, field: GraphQLField<unknown, unknown>, source: unknown, { parent, nodes, path }: Place): Promise<unknown> {
  const refuse = (error: AppsyncError, data: unknown = null): null => {
    addError(state, error, nodes, path, data);
    return null;
  };
  const { queryDepth } = state.api.limits;
  if (queryDepth !== null && depthOf(path) > queryDepth) return refuse(new AppsyncError('Query depth limit reached.', 'QueryDepthLimitReached'));
  const decision = state.api.authorize(state.caller, parent, field.name);
  if (decision !== 'allowed') return decision === 'denied' ? null : refuse(notAuthorized(parent.name, field.name));
  const resolver = state.mode !== 'resolve' ? undefined : state.api.resolvers.get(`${parent.name}.${field.name}`);
  if (resolver === undefined) return isRecord(source) && Object.hasOwn(source, field.name) ? source[field.name] : null;
  state.count += 1;
  if (state.count > state.api.limits.resolvers) return refuse(new AppsyncError('Resolver execution limit reached.', 'ResolverExecutionLimitReached'));
  const { value, error, appended } = await runResolver(state, resolver, { parent, field, nodes, source });
  for (const one of error === null ? appended : [...appended, error]) refuse(namedAfter(parent.name, field.name, one), await dataOf(state, field, one.data, { parent, nodes, path }));
  return error === null ? value : null;
}

/** `data` of an error, as far as the field's selection goes; what is wrong with it is not told. */
async function dataOf(state: RequestState, field: GraphQLField<unknown, unknown>, data: unknown, place: Place): Promise<unknown> {
  if (data === null || data === undefined) return null;
  const value = await complete({ ...state, errors: [], mode: 'select' }, nullable(field.type), data, place);
  return value === rises ? null : value;
}

const nullable = (type: GraphQLOutputType): GraphQLOutputType => (isNonNullType(type) ? type.ofType : type);

async function complete(state: RequestState, type: GraphQLOutputType, value: unknown, place: Place): Promise<Completed> {
  if (!isNonNullType(type)) {
    const inner = await completeNullable(state, type, value, place);
    return inner === rises ? null : inner;
  }
  const inner = await completeNullable(state, type.ofType, value, place);
  if (inner === null) missing(state, type, place);
  return inner ?? rises;
}

async function completeNullable(state: RequestState, type: GraphQLOutputType, value: unknown, place: Place): Promise<Completed> {
  if (value === null || value === undefined) return null;
  if (isListType(type)) return completeList(state, type.ofType, value, place);
  if (isLeafType(type)) return completeLeaf(state, () => (state.mode === 'replay' ? value : writeLeaf(type, value)), place);
  if (!isRecord(value)) return mismatch(state, 'OBJECT', value, place);
  const concrete = isObjectType(type) ? type : isAbstractType(type) ? concreteType(state, type, value, place) : null;
  return concrete === null ? null : executeFields(state, concrete, value, place.nodes, place.path);
}

/** One error for each place: where a field failed, its null is not told once more. */
function missing(state: RequestState, type: GraphQLNonNull<GraphQLOutputType>, { parent, path }: Place): void {
  const keys = pathOf(path).join('/');
  if (state.errors.some((error) => error.path?.join('/') === keys)) return;
  addValueError(state, `Cannot return null for non-nullable type: '${String(type.ofType)}' within parent '${parent.name}' (${pathText(path)})`, path);
}

async function completeList(state: RequestState, type: GraphQLOutputType, value: unknown, place: Place): Promise<Completed> {
  if (!Array.isArray(value)) return mismatch(state, 'LIST', value, place);
  const items = await Promise.all((value as unknown[]).map((one, key) => complete(state, type, one, { ...place, path: { key, above: place.path } })));
  return items.includes(rises) ? rises : items;
}

function completeLeaf(state: RequestState, write: () => unknown, { path }: Place): Completed {
  try {
    return write();
  } catch (failure) {
    addValueError(state, `Can't serialize value (${pathText(path)}) : ${failure instanceof Error ? failure.message : String(failure)}`, path);
    return null;
  }
}

function mismatch(state: RequestState, expected: 'LIST' | 'OBJECT', value: unknown, { path }: Place): null {
  const got = Array.isArray(value) ? 'LIST' : isRecord(value) ? 'OBJECT' : typeof value === 'number' ? 'NUMBER' : typeof value === 'boolean' ? 'BOOLEAN' : 'STRING';
  addValueError(state, `Can't resolve value (${pathText(path)}) : type mismatch error, expected type ${expected}, got ${got}`, path);
  return null;
}

/** Of an interface or union: `__typename` has to say which. */
function concreteType({ api, errors }: RequestState, type: GraphQLAbstractType, value: Readonly<Record<string, unknown>>, { path }: Place): GraphQLObjectType | null {
  const name = Object.hasOwn(value, '__typename') ? value['__typename'] : undefined;
  const found = typeof name === 'string' ? api.schema.getType(name) : undefined;
  if (isObjectType(found) && api.schema.isSubType(type, found)) return found;
  errors.push({ path: pathOf(path), locations: null, message: `Abstract type '${type.name}' must resolve to an Object type at runtime: __typename is missing or no type of it (${pathText(path)})` });
  return null;
}
