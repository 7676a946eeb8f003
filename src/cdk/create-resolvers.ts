import { type CfnResource, NestedStack } from 'aws-cdk-lib';
import { CfnDataSource, CfnResolver } from 'aws-cdk-lib/aws-appsync';
import { Construct } from 'constructs';
import type { ApiReference } from './create-graphql-api.js';
import { groupOf } from './function-groups.js';
import { type GeneratedApi, isLocal, type ResolverEntry } from './read-project.js';
import { spreadResolvers } from './spread-resolvers.js';

export interface ResolverSettings {
  readonly api: ApiReference;
  readonly generated: GeneratedApi;
  /** Names of data sources by group. */
  readonly sources: ReadonlyMap<string | null, string>;
  /** Resolvers' fields must be there first. */
  readonly schema: CfnResource;
  /** Nested stacks for resolvers: chosen once. */
  readonly stacks: number;
  /** `Type.field` of resolvers that are left out. */
  readonly without: readonly string[];
}

/** All resolvers, in nested stacks: a stack takes 500 resources, and a template a megabyte. */
export function createResolvers(scope: Construct, settings: ResolverSettings): void {
  const { stacks, schema, without } = settings;
  const resolvers = settings.generated.resolvers.filter(({ type, field }) => !without.includes(`${type}.${field}`));
  const local = resolvers.some(isLocal) ? localSource(scope, settings.api) : null;
  const texts = new Map(resolvers.map((resolver) => [resolver, textsOf(settings.generated, resolver)]));
  const spread = spreadResolvers(resolvers, stacks, (resolver) => 600 + Buffer.byteLength(JSON.stringify(texts.get(resolver) ?? {})));
  for (const [number, some] of spread.entries()) {
    if (some.length === 0) continue;
    const nested = new NestedStack(scope, `Resolvers${number}`, { description: `Resolvers, part ${number + 1} of ${stacks}` });
    nested.nestedStackResource?.addResourceDependency(schema);
    // One level more: names of resources directly in a stack are letters and digits alone, so A.bc would be Ab.c.
    const inside = new Construct(nested, 'Resolver');
    for (const resolver of some) createResolver(inside, resolver, { ...settings, local }, texts.get(resolver) ?? {});
  }
}

interface Sources extends ResolverSettings {
  readonly local: string | null;
}

function createResolver(scope: Construct, resolver: ResolverEntry, { api, sources, local }: Sources, texts: Texts): void {
  const name = `${resolver.type}.${resolver.field}`;
  const source = isLocal(resolver) ? local : sources.get(groupOf(resolver));
  if (source == null) throw new Error(`resolvers.json: ${name} names the data source ${resolver.dataSource}, which is not there`);
  new CfnResolver(scope, name, {
    apiId: api.apiId, typeName: resolver.type, fieldName: resolver.field, kind: 'UNIT', dataSourceName: source, ...texts,
    ...(resolver.runtime !== null && { runtime: { name: resolver.runtime.name, runtimeVersion: resolver.runtime.version } }),
    ...(resolver.maxBatchSize > 0 && { maxBatchSize: resolver.maxBatchSize }),
  });
}

/** A resolver's code stands in the template: what is deployed is seen in the change set, and goes with its resolver in one step. */
type Texts = { readonly code?: string; readonly requestMappingTemplate?: string; readonly responseMappingTemplate?: string };

function textsOf({ read }: GeneratedApi, { files }: ResolverEntry): Texts {
  if ('code' in files) return { code: read(files.code) };
  return { requestMappingTemplate: read(files.request), responseMappingTemplate: read(files.response) };
}

function localSource(scope: Construct, { apiId }: ApiReference): string {
  return new CfnDataSource(scope, 'Source-none', { apiId, name: 'none', type: 'NONE' }).attrName;
}
