export type { ApiReference, AuthProviders } from './create-graphql-api.js';
export type { Hooks } from './create-hooks.js';
export type { UserPoolSettings } from './create-user-pool.js';
export { PgCognitionApi, type PgCognitionApiProps } from './pg-cognition-api.js';
export { PgCognitionAuth, type PgCognitionAuthProps } from './pg-cognition-auth.js';
export { PgCognitionDatabase, type PgCognitionDatabaseProps } from './pg-cognition-database.js';
export { type GithubJob, PgCognitionMigrations, type PgCognitionMigrationsProps } from './pg-cognition-migrations.js';
export type { CredentialMode, DatabaseReference, Deployment } from './types.js';
