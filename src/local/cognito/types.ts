export type TriggerName = 'PreSignUp' | 'PostConfirmation' | 'PreAuthentication' | 'PostAuthentication' | 'PreTokenGeneration';

/** `LambdaVersion` of a pool's PreTokenGenerationConfig. */
export type TokenVersion = 'V1_0' | 'V2_0' | 'V3_0';

export interface CognitoOptions {
  /** Made where missing. The same folder again is the same pool with its users and their sessions. Passwords are in it, in clear. */
  readonly folder: string;
  /** Endpoint of Lambda. */
  readonly lambda: string;
  /** Names or ARNs of the functions there. */
  readonly triggers: Readonly<Partial<Record<TriggerName, string>>>;
  /** `V2_0` by default. */
  readonly tokenVersion?: TokenVersion;
  /** `local_pool` by default; what is before `_` is the region of events. */
  readonly poolId?: string;
  /** `localclient` by default; it has no secret. */
  readonly clientId?: string;
  /** 0 or absent: any free one. */
  readonly port?: number;
  /** Every confirmation code and temporary password; random ones where absent. */
  readonly code?: string;
  /** Milliseconds since the epoch, of tokens and sessions. */
  readonly clock?: () => number;
  /** Milliseconds that a trigger has to answer, 5000 by default as in AWS; it is called up to three times. */
  readonly triggerTimeout?: number;
}

export interface RunningCognito {
  /** `http://127.0.0.1:PORT`: the endpoint for Cognito's clients. */
  readonly url: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** `iss` of its tokens. */
  readonly issuer: string;
  readonly jwksUrl: string;
  /** The code or temporary password that was last sent to this person (e-mail address or sub), or null. */
  lastCode(username: string): Promise<string | null>;
  close(): Promise<void>;
}

/** A request's members, as JSON has them. */
export type Members = Readonly<Record<string, unknown>>;

export type Attributes = Readonly<Record<string, string>>;

export interface User {
  /** Also its Username: people sign in by e-mail. */
  readonly sub: string;
  readonly attributes: Attributes;
  readonly enabled: boolean;
  /** `UNCONFIRMED`, `CONFIRMED`, `FORCE_CHANGE_PASSWORD`, `RESET_REQUIRED`. */
  readonly status: string;
}
