export type { LambdaExtension, RawExtension } from './call.js';
export { createDataSource, type DataSourceOptions } from './data-source.js';
export { CallError, DatabaseFailure, type FailureKind } from './errors.js';
export { createCredentialLookup } from './identity/create-credential-lookup.js';
export type { ClaimNames, CredentialOptions, Override } from './identity/types.js';
export type { LambdaContext } from './invocation.js';
export type { LambdaCall, LambdaDatabase, LambdaResolver } from './lambda/lambda-types.js';
export { dataApi } from './transport/data-api.js';
export type * from './types.js';
