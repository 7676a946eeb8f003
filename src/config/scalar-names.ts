/** The scalars that AppSync has (developer guide, "Scalar types in GraphQL"); it takes no others. */
export const scalarNames = [
  'ID', 'String', 'Int', 'Float', 'Boolean',
  'AWSDate', 'AWSTime', 'AWSDateTime', 'AWSTimestamp', 'AWSEmail', 'AWSJSON', 'AWSPhone', 'AWSURL', 'AWSIPAddress',
] as const;

/** AppSync's authorization modes as their directives name them. */
export const authModes = ['cognito_user_pools', 'iam', 'api_key', 'oidc', 'lambda'] as const;
