import { isObjectType, type GraphQLSchema } from 'graphql';
import type { Handlers } from './handler.js';
import type { JsRuntime } from './run-js.js';
import { compileVtl, type VtlOptions } from './run-vtl.js';
import type { AppSyncOptions, LambdaHandler, ResolverEntry } from './types.js';

export interface Resolver extends Handlers {
  /** `Type.field` */
  readonly name: string;
  /** Null: the payload is the result. */
  readonly dataSource: LambdaHandler | null;
  /** Items that are gathered into one event at most, where the request says BatchInvoke. */
  readonly maxBatchSize: number;
}

/** What AppSync takes where BatchInvoke is sent and no size is set. */
const defaultBatchSize = 5;

/**
 * Compiles every resolver of resolvers.json, by `Type.field`.
 *
 * @throws Error for code or a template that AppSync would refuse, an unknown field, data source or file
 */
export function loadResolvers(schema: GraphQLSchema, options: Pick<AppSyncOptions, 'resolvers' | 'read' | 'dataSources'>, js: JsRuntime, vtl: VtlOptions): ReadonlyMap<string, Resolver> {
  const found = new Map<string, Resolver>();
  for (const entry of options.resolvers.resolvers) {
    const name = `${entry.type}.${entry.field}`;
    const type = schema.getType(entry.type);
    if (!isObjectType(type) || !Object.hasOwn(type.getFields(), entry.field)) throw new Error(`resolvers.json: the schema has no field ${name}`);
    if (found.has(name)) throw new Error(`resolvers.json: ${name} is there twice`);
    const handlers = handlersOf(name, entry, options.read, js, vtl);
    found.set(name, { ...handlers, name, dataSource: dataSourceOf(name, entry, options.dataSources), maxBatchSize: batchSizeOf(name, entry) });
  }
  return found;
}

function handlersOf(name: string, { engine, files }: ResolverEntry, read: (file: string) => string, js: JsRuntime, vtl: VtlOptions): Handlers {
  const text = (file: string | undefined): string => {
    if (file === undefined) throw new Error(`resolvers.json: ${name} lacks a file`);
    return read(file);
  };
  return engine === 'js' ? js.compile(name, text(files.code)) : compileVtl(name, { request: text(files.request), response: text(files.response) }, vtl);
}

function dataSourceOf(name: string, { dataSource }: ResolverEntry, dataSources: AppSyncOptions['dataSources']): LambdaHandler | null {
  if (Object.hasOwn(dataSources, dataSource)) return dataSources[dataSource] ?? null;
  if (/^none$/i.test(dataSource)) return null;
  throw new Error(`resolvers.json: ${name} names the data source ${dataSource}, which is not there`);
}

function batchSizeOf(name: string, { maxBatchSize = 0 }: ResolverEntry): number {
  if (!Number.isInteger(maxBatchSize) || maxBatchSize < 0 || maxBatchSize > 2000) throw new Error(`resolvers.json: maxBatchSize of ${name} is not from 0 to 2000`);
  return maxBatchSize === 0 ? defaultBatchSize : maxBatchSize;
}
