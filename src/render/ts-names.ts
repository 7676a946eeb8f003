import type { SchemaPlan, TypeRef } from '../graphql/types.js';
import type { TsNames } from './views.js';

/** Names that TypeScript does not let an interface or type have. */
const refused = new Set(['any', 'bigint', 'boolean', 'never', 'null', 'number', 'object', 'string', 'symbol', 'undefined', 'unknown', 'void',
  'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'enum', 'export', 'extends',
  'false', 'finally', 'for', 'function', 'if', 'implements', 'import', 'in', 'instanceof', 'interface', 'let', 'new', 'package', 'private',
  'protected', 'public', 'return', 'static', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'while', 'with', 'yield']);

/** GraphQL's scalars; AppSync's have aliases of their own names, which no type of the API can have. */
const scalars: Readonly<Record<string, string>> = { ID: 'string', String: 'string', Int: 'number', Float: 'number', Boolean: 'boolean' };

/** A GraphQL type's name in types.ts: the same, but for the few that TypeScript keeps. */
export function typeName(name: string): string {
  return refused.has(name) ? `${name}_` : name;
}

/** What the file's own types are called: where a type of the API has the name, ours has `Pgcog` before it. */
export function tsNames(schema: SchemaPlan): TsNames {
  const taken = new Set([...schema.objects, ...schema.inputs, ...schema.enums].map(({ name }) => typeName(name)));
  const free = (name: string): string => (taken.has(name) ? free(`Pgcog${name}`) : name);
  return {
    errorCode: free('ErrorCode'),
    resolvers: free('Resolvers'),
    resolver: free('Resolver'),
    call: free('Call'),
    caller: free('Caller'),
    database: free('Database'),
    promise: taken.has('Promise') ? 'globalThis.Promise' : 'Promise',
  };
}

/** A reference as a TypeScript type: `Order[] | null`. */
export function tsType(type: TypeRef): string {
  let text = Object.hasOwn(scalars, type.name) ? (scalars[type.name] ?? type.name) : typeName(type.name);
  for (let level = 0; level < type.depth; level += 1) {
    const nullable = level > 0 || !type.elementRequired;
    text = nullable ? `(${text} | null)[]` : `${text}[]`;
  }
  return type.required ? text : `${text} | null`;
}
