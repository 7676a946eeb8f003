/** Modes as the spec and resolvers.json have them. */
export type AuthMode = 'cognito_user_pools' | 'oidc' | 'iam' | 'lambda' | 'api_key';

/** An HTTP request as it came: what a signature or a token is checked against. */
export interface AuthRequest {
  readonly method: string;
  /** Absolute, or from the path on. */
  readonly url: string;
  /** Names in lower case; values of a repeated header joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Where it came from; this machine by default. No header is believed. */
  readonly sourceIp?: readonly string[];
}

/** Who calls; `identity` is AppSync's `ctx.identity` for the mode. */
export interface Verified {
  readonly mode: AuthMode;
  readonly identity: Readonly<Record<string, unknown>> | null;
  /** `Type.field`, only from a Lambda authorizer. */
  readonly deniedFields?: readonly string[];
}

export interface Refused {
  readonly error: 'UnauthorizedException';
  readonly message: string;
  readonly status: 401;
}

export interface UserPool {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** Tokens of the pool's other clients are refused; any client's are taken where absent. */
  readonly clientId?: string;
  /** `DefaultAction` of the API's UserPoolConfig; ALLOW by default. */
  readonly defaultAction?: 'ALLOW' | 'DENY';
}

export interface OidcProvider {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** A regular expression that the whole of `aud` or of `azp` must match. */
  readonly clientId?: string;
  /** Milliseconds that a token is valid after `iat`, and after `auth_time`. */
  readonly iatTTL?: number;
  readonly authTTL?: number;
}

/** Who an access key belongs to: members of AppSync's IAM identity. */
export interface AccessKey {
  readonly secretAccessKey: string;
  /** Of temporary credentials: a request must bring it. */
  readonly sessionToken?: string;
  readonly accountId: string;
  readonly userArn: string;
  readonly username: string;
  readonly cognitoIdentityPoolId?: string;
  readonly cognitoIdentityId?: string;
  readonly cognitoIdentityAuthType?: 'authenticated' | 'unauthenticated';
  readonly cognitoIdentityAuthProvider?: string;
}

export interface LambdaAuthorization {
  readonly authorizer: Authorizer;
  /** Seconds that an answer is used again for the same token, 0 (never) by default, at most 3600; the authorizer's `ttlOverride` goes before it. */
  readonly ttl?: number;
  /** A token that does not match this regular expression is refused without asking. */
  readonly identityValidationExpression?: string;
}

export interface AuthenticatorOptions {
  /** What a request without any credentials is refused as, and the mode of types without a directive. */
  readonly defaultMode: AuthMode;
  readonly userPools?: readonly UserPool[];
  readonly oidc?: readonly OidcProvider[];
  readonly iam?: { readonly region: string; readonly keys: Readonly<Record<string, AccessKey>> };
  readonly lambda?: LambdaAuthorization;
  /** Keys, and when they expire (milliseconds since the epoch). */
  readonly apiKeys?: Readonly<Record<string, { readonly expires: number }>>;
  /** Of this API, as a Lambda authorizer is told. */
  readonly apiId?: string;
  readonly accountId?: string;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** What AppSync sends to a Lambda authorizer. */
export interface AuthorizerEvent {
  readonly authorizationToken: string;
  readonly requestContext: {
    readonly apiId: string;
    readonly accountId: string;
    readonly requestId: string;
    readonly queryString: string;
    readonly operationName: string | null;
    readonly variables: Readonly<Record<string, unknown>>;
  };
  readonly requestHeaders: Readonly<Record<string, string>>;
}

/** A Lambda authorizer; its answer is checked, whatever type it claims. */
export type Authorizer = (event: AuthorizerEvent) => Promise<unknown>;
