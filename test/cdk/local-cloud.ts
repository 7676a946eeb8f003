import { createApi, type RunningApi } from '../../src/local/appsync/create-api.js';
import type { Caller, GraphqlResult, LambdaHandler, ResolverEntry } from '../../src/local/appsync/types.js';
import { allows, type Statement } from './rights.js';
import { type Change, statementsOf } from './plan-deployment.js';

/** A resolver as AppSync has it; its source by name. */
type Resolver = ResolverEntry & { readonly texts: Readonly<Record<string, string>> };

/**
 * AppSync and Lambda as a deployment changes them, one resource after the other: functions with published versions, data
 * sources that invoke one, a role that may, the schema, and resolvers. Each change is refused where AWS would refuse it.
 */
export class LocalCloud {
  readonly #codeOf: (asset: string) => LambdaHandler;
  /** What a function has now, and what its versions have for ever. */
  readonly #functions = new Map<string, LambdaHandler>();
  readonly #versions = new Map<string, { readonly arn: string; readonly handler: LambdaHandler }>();
  readonly #sources = new Map<string, { readonly name: string; readonly invokes: string }>();
  readonly #resolvers = new Map<string, Resolver>();
  #rights: readonly Statement[] = [];
  #schema = '';
  #api: RunningApi | null = null;
  #published = 0;

  /** @param codeOf the code of an asset by its key in S3 */
  constructor(codeOf: (asset: string) => LambdaHandler) {
    this.#codeOf = codeOf;
  }

  apply(change: Change): void {
    const { id, type, properties } = change;
    if (change.kind === 'delete') this.#delete(change);
    else if (type === 'AWS::Lambda::Function') this.#functions.set(id, this.#codeOf(String((properties['Code'] as { readonly S3Key: string }).S3Key)));
    else if (type === 'AWS::Lambda::Version') this.#publish(id, String(properties['FunctionName']));
    else if (type === 'AWS::AppSync::DataSource') this.#source(change);
    else if (type === 'AWS::IAM::Policy' && id.startsWith('ApiInvokingRoleRights')) this.#rights = statementsOf(properties);
    else if (type === 'AWS::AppSync::GraphQLSchema') this.#schema = String(properties['Definition']);
    else if (type === 'AWS::AppSync::Resolver') this.#resolver(change);
    else return;
    this.#api = null;
  }

  async run(query: string, caller: Caller): Promise<GraphqlResult> {
    const result = await (this.#api ??= this.#build()).run({ query }, { caller, headers: {} });
    if (Symbol.asyncIterator in result) throw new Error('no subscription');
    return result;
  }

  get resolverNames(): readonly string[] {
    return [...this.#resolvers.values()].map(({ type, field }) => `${type}.${field}`).sort();
  }

  get sourceNames(): readonly string[] {
    return [...this.#sources.values()].map(({ name }) => name).sort();
  }

  #publish(id: string, owner: string): void {
    const name = owner.slice(1, -1);
    const handler = this.#functions.get(name);
    if (handler === undefined) throw new Error(`Version ${id}: function ${name} is not there`);
    this.#published += 1;
    this.#versions.set(id, { arn: `<${name}.Arn>:${this.#published}`, handler });
  }

  #source({ kind, id, properties }: Change): void {
    const name = String(properties['Name']);
    if (kind === 'create' && [...this.#sources.values()].some((one) => one.name === name)) throw new Error(`Data source with name ${name} already exists`);
    this.#sources.set(id, { name, invokes: String((properties['LambdaConfig'] as { readonly LambdaFunctionArn: string }).LambdaFunctionArn) });
  }

  #resolver({ kind, id, properties }: Change): void {
    const [type, field] = [String(properties['TypeName']), String(properties['FieldName'])];
    if (kind === 'create' && [...this.#resolvers.values()].some((one) => one.type === type && one.field === field)) throw new Error(`Only one resolver is allowed per field: ${type}.${field}`);
    if (kind === 'update' && !this.#resolvers.has(id)) throw new Error(`No resolver found: ${type}.${field}`);
    const dataSource = String(properties['DataSourceName']).replace(/^<(\w+)\.Name>$/, (_all, source: string) => this.#sources.get(source)?.name ?? `gone: ${source}`);
    const texts = { [`${type}.${field}`]: String(properties['Code']) };
    this.#resolvers.set(id, { type, field, engine: 'js', files: { code: `${type}.${field}` }, dataSource, maxBatchSize: Number(properties['MaxBatchSize'] ?? 0), texts });
  }

  /** By what AWS calls it: a resolver is its field, whichever resource of a template made it. */
  #delete({ id, type, properties }: Change): void {
    if (type === 'AWS::AppSync::DataSource') this.#sources.delete(id);
    if (type === 'AWS::Lambda::Version') this.#versions.delete(id);
    if (type === 'AWS::AppSync::Resolver') for (const [key, one] of this.#resolvers) if (one.type === properties['TypeName'] && one.field === properties['FieldName']) this.#resolvers.delete(key);
    this.#api = null;
  }

  /** AppSync drops the resolver of a field that a new schema does not have. */
  #build(): RunningApi {
    const has = ({ type, field }: Resolver): boolean => new RegExp(`^type ${type} \\{[^}]*^  ${field}[(:]`, 'm').test(this.#schema);
    for (const [id, resolver] of this.#resolvers) if (!has(resolver)) this.#resolvers.delete(id);
    const resolvers = [...this.#resolvers.values()];
    const texts: Readonly<Record<string, string>> = Object.assign({}, ...resolvers.map((one) => one.texts)) as Record<string, string>;
    return createApi({
      schema: this.#schema, resolvers: { resolvers }, read: (file) => texts[file] ?? '', defaultAuth: 'cognito_user_pools',
      dataSources: Object.fromEntries([...this.#sources.values()].map(({ name, invokes }) => [name, (event, context) => this.#invoke(invokes, event, context)] satisfies [string, LambdaHandler])),
    });
  }

  /** As the data source's role, at the moment of the call. */
  #invoke(reference: string, ...call: Parameters<LambdaHandler>): Promise<unknown> {
    const [, id = '', attribute] = /^<(\w+)(\.Arn)?>$/.exec(reference) ?? [];
    const version = this.#versions.get(id);
    const [arn, handler] = attribute === undefined ? [version?.arn, version?.handler] : [reference, this.#functions.get(id)];
    if (arn === undefined || handler === undefined) throw new Error(`Function not found: ${reference}`);
    if (!allows(this.#rights, 'lambda:InvokeFunction', arn)) throw new Error(`AccessDenied: ${arn}`);
    return handler(...call);
  }
}
