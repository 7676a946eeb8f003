import { CfnOutput } from 'aws-cdk-lib';
import { CfnGraphQLSchema } from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { bundleCode } from './bundle-code.js';
import { createDataSources } from './create-data-sources.js';
import { type ApiReference, type AuthProviders, createGraphqlApi } from './create-graphql-api.js';
import { createResolvers } from './create-resolvers.js';
import { databaseVariables, loginFolder } from './database-variables.js';
import { functionGroups } from './function-groups.js';
import type { PgCognitionAuth } from './pg-cognition-auth.js';
import { dataApi, folderArn, invoke, secrets } from './policies.js';
import { type GeneratedApi, isLocal, readProject } from './read-project.js';
import type { AuthMode } from './types.js';

export interface PgCognitionApiProps {
  /** Of the same project. */
  readonly auth: PgCognitionAuth;
  /** `auth` of pgcog.config.ts: the first is the default. Default `['cognito_user_pools']`. */
  readonly authorization?: readonly AuthMode[];
  readonly providers?: AuthProviders;
  /** An API that is there already, for its domain's sake: how it authorizes and logs is its own. */
  readonly api?: ApiReference;
  /** Whether clients may ask for the schema. Default false. */
  readonly introspection?: boolean;
  /** Levels of a query, 1 to 75. Default 12. */
  readonly queryDepth?: number;
  /** The data source's file. Default `lambda/data-source.ts`. */
  readonly dataSource?: string;
  /** MB of the function that runs statements. Default 512. */
  readonly memory?: number;
  /** Its seconds, 1 to 30. Default 29: AppSync waits for 30. */
  readonly timeout?: number;
  /** Secrets that callers without a membership log in by: `overrides`, `identities`. Default none. */
  readonly otherSecrets?: readonly ('overrides' | 'identities')[];
  /** Nested stacks for resolvers, chosen before the first deployment: each takes 450 resolvers, and 900 KB of code. Default 8. */
  readonly resolverStacks?: number;
  /** `Query.orders`: resolvers that are left out for one deployment, where AppSync has lost them; see docs/deploy.md. */
  readonly without?: readonly string[];
}

/** The AppSync API of generated/: its schema, its resolvers, and the functions that know their statements. */
export class PgCognitionApi extends Construct implements ApiReference {
  readonly apiId: string;
  readonly arn: string;
  readonly url: string;
  /** By group of the spec's `lambda:`; null runs the statements. Give them the rights that resolvers of your own need. */
  readonly functions: ReadonlyMap<string | null, Function>;

  constructor(scope: Construct, id: string, props: PgCognitionApiProps) {
    super(scope, id);
    const { auth } = props;
    const generated = readProject(auth.project);
    const modes = modesOf(generated, props.authorization ?? ['cognito_user_pools']);
    const api = props.api ?? createGraphqlApi(this, {
      auth, modes, name: auth.secretsPrefix.replaceAll('/', '-'), providers: props.providers ?? {}, introspection: props.introspection ?? false, queryDepth: props.queryDepth ?? 12,
    });
    [this.apiId, this.arn, this.url] = [api.apiId, api.arn, api.url];
    const schema = createSchema(this, api, generated);
    const { functions, names } = createDataSources(this, {
      api, code: bundleCode(auth.project, props.dataSource ?? 'lambda/data-source.ts'), manifest: generated.manifest, groups: functionGroups(generated.resolvers),
      memory: props.memory ?? 512, timeout: props.timeout ?? 29, ...rightsOf(this, api, generated, props),
      environment: { ...databaseVariables(auth), WORKER_FUNCTION: auth.worker.functionName, GRAPHQL_URL: api.url },
    });
    this.functions = functions;
    letWorkerEnd(auth.worker, api, generated);
    createResolvers(this, { api, generated, sources: names, schema, stacks: props.resolverStacks ?? 8, without: props.without ?? [] });
    new CfnOutput(this, 'GraphqlUrl', { value: api.url });
  }
}

/** What the functions behind resolvers may: log in as members do, and wake the worker. They make no secret and read no service's. */
function rightsOf(scope: Construct, api: ApiReference, { resolvers }: GeneratedApi, { auth, otherSecrets = [] }: PgCognitionApiProps): { readonly statements: readonly PolicyStatement[]; readonly wildcards: Readonly<Record<string, readonly string[]>> } {
  const folders = [loginFolder(auth), ...otherSecrets].map((folder) => folderArn(scope, auth.secretsPrefix, folder));
  const published = publishing(api, resolvers);
  return {
    statements: [
      dataApi(auth.database.clusterArn), secrets(folders, ['GetSecretValue']), invoke(auth.worker.functionArn),
      ...(published.length > 0 ? [new PolicyStatement({ actions: ['appsync:GraphQL'], resources: [...published] })] : []),
    ],
    wildcards: { 'It logs in as whoever calls, by a secret of this folder that is chosen by the verified identity.': folders },
  };
}

/** ARNs of the mutations that tell subscribers something: whoever may call them can tell every tenant anything. */
function publishing(api: ApiReference, resolvers: GeneratedApi['resolvers']): readonly string[] {
  return resolvers.filter((resolver) => resolver.type === 'Mutation' && isLocal(resolver)).map(({ field }) => `${api.arn}/types/Mutation/fields/${field}`);
}

/** The worker, who signs people out, ends their subscriptions too: `signedOut` of lambda/members.ts, which wants the address whether there are any or not. */
function letWorkerEnd(worker: Function, api: ApiReference, { resolvers }: GeneratedApi): void {
  worker.addEnvironment('GRAPHQL_URL', api.url);
  const ending = publishing(api, resolvers.filter(({ field }) => field === 'endSubscriptions'));
  if (ending.length > 0) worker.addToRolePolicy(new PolicyStatement({ actions: ['appsync:GraphQL'], resources: [...ending] }));
}

/** Modes that resolvers are generated for, beside those that were named: subscriptions are published by IAM. */
function modesOf({ resolvers }: GeneratedApi, named: readonly AuthMode[]): readonly AuthMode[] {
  return [...new Set([...named, ...resolvers.flatMap(({ auth }) => auth).sort()])];
}

/** Templates are small: a schema that is not is deployed by way of a file. */
const mostInline = 200_000;

function createSchema(scope: Construct, { apiId }: ApiReference, { schema, schemaFile }: GeneratedApi): CfnGraphQLSchema {
  if (Buffer.byteLength(schema) <= mostInline) return new CfnGraphQLSchema(scope, 'Schema', { apiId, definition: schema });
  const file = new Asset(scope, 'SchemaFile', { path: schemaFile });
  return new CfnGraphQLSchema(scope, 'Schema', { apiId, definitionS3Location: file.s3ObjectUrl });
}
