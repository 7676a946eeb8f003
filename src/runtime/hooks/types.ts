import type { ClaimNames } from '../identity/types.js';
import type { LambdaContext } from '../invocation.js';
import type { Transport } from '../types.js';

export type { LambdaContext } from '../invocation.js';

/** A person of a user pool, whose pending invitations are to be accepted. */
export interface ProvisionJob {
  readonly sub: string;
  readonly userPoolId: string;
}

/** Hands a person over to the worker behind the hooks. It may be called any number of times for the same one. */
export type Provision = (job: ProvisionJob) => Promise<void>;

/** Why nobody gets through; each has its sentence in `messages`. */
export type RefusalCode = 'sign_up_refused' | 'sign_in_refused' | 'setting_up' | 'unavailable';

export type HookName = 'preSignUp' | 'postConfirmation' | 'preAuthentication' | 'preTokenGeneration';

/** One line of the log for each call; never an address, an attribute or what a client sent. */
export interface HookLine {
  readonly hook: HookName;
  /** The event's `triggerSource`; null for one that is not this hook's. */
  readonly trigger: string | null;
  /** `ok`, or why the call was refused. */
  readonly outcome: 'ok' | RefusalCode;
  /** More about a refusal, for operators alone: a SQLSTATE, a kind of failure, or what was missing. */
  readonly reason: string | null;
  /** Whether the person was handed over to the worker; null where nothing was to be handed over. */
  readonly handedOver: boolean | null;
  readonly sub: string | null;
  readonly requestId: string;
  /** Milliseconds. */
  readonly ms: number;
}

export interface HookOptions {
  readonly transport: Transport;
  /** Name of the secret of the hooks' own login, such as `shop/production/services/hooks`. */
  readonly secret: string;
  /** Starts the worker: `invokeLater({ functionName })`. */
  readonly provision: Provision;
  /** Names of the claims that are set; the data source reads the same ones. */
  readonly claims?: ClaimNames;
  /** Milliseconds until a call is answered in any case; 3,900 unless set, since Cognito waits for 5,000. */
  readonly deadline?: number;
  /** One line of JSON on standard output unless set. */
  readonly log?: (line: HookLine) => void;
  /** Faults of `provision` and of this package; `console.error` unless set. Never a server's text. */
  readonly report?: (fault: unknown, requestId: string) => void;
}

/** The event that came, with its `response`. */
export interface HookEvent {
  readonly [member: string]: unknown;
  readonly response: Readonly<Record<string, unknown>>;
}

export type Hook = (event: unknown, context?: LambdaContext) => Promise<HookEvent>;
