import { GraphQLError, type GraphQLScalarType, type GraphQLSchema, isScalarType, Kind, type ValueNode } from 'graphql';
import { textScalars } from './check-text.js';

/** Gives a schema's scalars AppSync's reading of arguments: AWSJSON is parsed, the others are checked. */
export function readScalars(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) if (isScalarType(type) && type.name.startsWith('AWS')) readScalar(type);
}

function readScalar(type: GraphQLScalarType): void {
  const read = (value: unknown): unknown => {
    if (type.name === 'AWSJSON') return parsed(value);
    if (type.name === 'AWSTimestamp') return Number.isSafeInteger(value) ? value : refuse(type.name, value);
    return typeof value === 'string' && textScalars[type.name]?.(value) === true ? value : refuse(type.name, value);
  };
  type.parseValue = read;
  type.parseLiteral = (node: ValueNode): unknown => read(literal(node));
}

function literal(node: ValueNode): unknown {
  if (node.kind === Kind.STRING) return node.value;
  return node.kind === Kind.INT ? Number(node.value) : undefined;
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') refuse('AWSJSON', value);
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return refuse('AWSJSON', value);
  }
}

function refuse(type: string, value: unknown): never {
  throw new GraphQLError(`${JSON.stringify(value) ?? 'This'} is no valid ${type}`);
}
