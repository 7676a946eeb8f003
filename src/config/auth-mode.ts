/** AppSync's authorization modes, by the name of their directive without `@aws_`. */
export type AuthMode = 'cognito_user_pools' | 'iam' | 'api_key' | 'oidc' | 'lambda';
