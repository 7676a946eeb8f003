import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResolverEntry } from '../../src/cdk/read-project.js';
import { spreadResolvers } from '../../src/cdk/spread-resolvers.js';
import { packagesOf } from './packages-of.js';
import { cdkProject, read, removeFolder, shop, synthesize, type Synthesized } from './support.js';
import { only, type Resource, resourcesOf, written } from './templates.js';

let project: string;
let templates: Synthesized['templates'];

/** One more function for Query.uploadUrl, one alone for Mutation.cancelOrder. */
function withGroups(root: string): void {
  const path = join(root, 'generated/resolvers.json');
  const file = JSON.parse(readFileSync(path, 'utf8')) as { readonly resolvers: readonly ResolverEntry[] };
  const settings: Readonly<Record<string, object>> = { uploadUrl: { group: 'files', memory: 1024, timeout: null }, cancelOrder: { group: null, memory: null, timeout: 5 } };
  writeFileSync(path, JSON.stringify({ ...file, resolvers: file.resolvers.map((one) => ({ ...one, ...(settings[one.field] !== undefined && { lambda: settings[one.field] }) })) }));
}

beforeAll(() => {
  project = cdkProject(shop, withGroups);
  ({ templates } = synthesize({ project }));
});

afterAll(() => removeFolder(project));

describe('the stack', () => {
  it('has a pool whose addresses are proven, and a client that may not write them', () => {
    expect(only(templates, 'AWS::Cognito::UserPool')).toMatchObject({
      UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false }, AutoVerifiedAttributes: ['email'], DeletionProtection: 'ACTIVE',
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] }, LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    });
    const client = only(templates, 'AWS::Cognito::UserPoolClient');
    expect(client).toMatchObject({ PreventUserExistenceErrors: 'ENABLED', GenerateSecret: false, EnableTokenRevocation: true, AccessTokenValidity: 15, IdTokenValidity: 15, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] });
    // Without the list a client may write all standard attributes, and custom ones.
    expect(client['WriteAttributes']).toEqual(['family_name', 'given_name', 'locale', 'name', 'nickname', 'zoneinfo']);
  });

  it('has a cluster that nothing reaches but the Data API', () => {
    expect(only(templates, 'AWS::RDS::DBCluster')).toMatchObject({
      Engine: 'aurora-postgresql', EngineVersion: expect.stringMatching(/^17\.\d+$/) as unknown, EnableHttpEndpoint: true, StorageEncrypted: true, DeletionProtection: true,
      ManageMasterUserPassword: true, ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 }, BackupRetentionPeriod: 14,
    });
    expect(only(templates, 'AWS::RDS::DBInstance')).toMatchObject({ DBInstanceClass: 'db.serverless', PubliclyAccessible: false });
    expect(only(templates, 'AWS::RDS::DBClusterParameterGroup')).toMatchObject({ Family: 'aurora-postgresql17', Parameters: { 'rds.force_ssl': '1', log_statement: 'none', log_error_verbosity: 'terse', log_parameter_max_length: '0', log_parameter_max_length_on_error: '0' } });
    for (const type of ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::SecurityGroupIngress', 'AWS::SecretsManager::Secret', 'AWS::CloudFormation::CustomResource']) expect(resourcesOf(templates, type), type).toEqual([]);
    expect(only(templates, 'AWS::EC2::SecurityGroup')['SecurityGroupIngress']).toBeUndefined();
  });

  it('has an API without introspection, with bounds, and logs that have no tokens', () => {
    expect(only(templates, 'AWS::AppSync::GraphQLApi')).toMatchObject({
      AuthenticationType: 'AMAZON_COGNITO_USER_POOLS', AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }], IntrospectionConfig: 'DISABLED', QueryDepthLimit: 12,
      LogConfig: { FieldLogLevel: 'ERROR', ExcludeVerboseContent: true }, UserPoolConfig: { DefaultAction: 'ALLOW' },
    });
    expect(only(templates, 'AWS::AppSync::GraphQLSchema')['Definition']).toBe(read(project, 'generated/schema.graphql'));
  });

  it('has every resolver once, with its code, its size of batches, and the source that knows its manifest', () => {
    const { resolvers } = JSON.parse(read(project, 'generated/resolvers.json')) as { readonly resolvers: readonly (ResolverEntry & { readonly files: { readonly code?: string; readonly request?: string } })[] };
    const { manifest } = JSON.parse(read(project, 'generated/statements.json')) as { readonly manifest: string };
    const made = new Map(resourcesOf(templates, 'AWS::AppSync::Resolver').map(([, { Properties }]) => [`${String(Properties['TypeName'])}.${String(Properties['FieldName'])}`, Properties]));
    expect([...made.keys()].sort()).toEqual(resolvers.map(({ type, field }) => `${type}.${field}`).sort());
    for (const { type, field, files, maxBatchSize, engine } of resolvers) {
      const properties = made.get(`${type}.${field}`);
      expect(properties?.['MaxBatchSize']).toBe(maxBatchSize === 0 ? undefined : maxBatchSize);
      expect(properties?.[engine === 'js' ? 'Code' : 'RequestMappingTemplate']).toBe(read(project, files.code ?? files.request ?? ''));
      expect(properties?.['Runtime']).toEqual(engine === 'js' ? { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' } : undefined);
    }
    const sources = resourcesOf(templates, 'AWS::AppSync::DataSource').map(([, { Properties }]) => Properties);
    expect(sources.map(({ Name }) => Name)).toEqual([`statements_${manifest}`, `lambda_Mutation_cancelOrder_${manifest}`, `lambda_files_${manifest}`, 'none']);
    expect(sources[3]).toMatchObject({ Type: 'NONE' });
    for (const { LambdaConfig } of sources.slice(0, 3)) expect(JSON.stringify(written(LambdaConfig))).toMatch(/<ApiFunction\w*CurrentVersion\w+>/);
    const versions = resourcesOf(templates, 'AWS::Lambda::Version');
    expect(versions.map(([, { DeletionPolicy }]: readonly [string, Resource]) => DeletionPolicy)).toEqual(Array(3).fill('RetainExceptOnCreate'));
  });

  it("has functions as the spec's lambda says, with the same rights", () => {
    const functions = new Map(resourcesOf(templates, 'AWS::Lambda::Function').map(([id, { Properties }]) => [id.slice(0, -8), Properties]));
    expect(functions.get('ApiFunction')).toMatchObject({ MemorySize: 512, Timeout: 29 });
    expect(functions.get('ApiFunctionfiles')).toMatchObject({ MemorySize: 1024, Timeout: 29 });
    expect(functions.get('ApiFunctionMutationcancelOrder')).toMatchObject({ MemorySize: 512, Timeout: 5 });
    for (const id of ['ApiFunctionfiles', 'ApiFunctionMutationcancelOrder']) expect(functions.get(id)?.['Role']).toEqual(functions.get('ApiFunction')?.['Role']);
  });

  it('has functions that bring all that Lambda is not documented to have, and a worker that knows the API', async () => {
    const packages = await Promise.all([...templates.code.values()].map(packagesOf));
    expect(packages.length).toBeGreaterThan(3);
    // AWS documents the SDK's clients; what signs for AppSync is no client.
    for (const some of packages) expect(some.filter((name) => !/^@aws-sdk\/client-[a-z0-9-]+$/u.test(name))).toEqual([]);
    expect([...templates.code.values()].some((text) => text.includes('endSubscriptions') && text.includes('AWS4-HMAC-SHA256'))).toBe(true);
  });

  it('puts resolvers into nested stacks by their names alone', () => {
    expect(templates.nested.size).toBe(8);
    const entry = (type: string, field: string): ResolverEntry => ({ type, field, engine: 'js', files: { code: '' }, dataSource: 'statements', maxBatchSize: 0, runtime: null, auth: [] });
    const many = Array.from({ length: 2000 }, (_, i) => entry('Query', `field${i}`));
    const before = spreadResolvers(many, 8, () => 1000);
    const after = spreadResolvers([...many.slice(500), entry('Order', 'late')].reverse(), 8, () => 1000);
    for (const [stack, some] of after.entries()) for (const { type, field } of some) if (type === 'Query') expect(before[stack]?.some((one) => one.field === field)).toBe(true);
    expect(() => spreadResolvers(many, 2, () => 1)).toThrow(/nested stack 0 of 2 would have \d+ resolvers.*resolverStacks/);
    expect(() => spreadResolvers(many, 8, () => 32_000)).toThrow(/900000/);
  });
});
