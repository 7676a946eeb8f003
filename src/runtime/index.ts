export { createDataSource } from './data-source.js';
export { CallError, DatabaseFailure, type FailureKind } from './errors.js';
export { createCredentialLookup } from './identity/create-credential-lookup.js';
export type { ClaimNames, CredentialOptions, Override } from './identity/types.js';
export type { DataSourceOptions, LambdaCall, LambdaContext, LambdaDatabase, LambdaResolver } from './lambda-types.js';
export { prettify } from './prettify.js';
export { dataApi } from './transport/data-api.js';
export { toParameters } from './values/to-parameters.js';
export type * from './types.js';
