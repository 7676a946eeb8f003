import { callTrigger } from './call-trigger.js';
import type { Attributes, CognitoOptions, Members, TriggerName, User } from './types.js';

/** What a trigger is called for. */
export interface TriggerEvent {
  /** Such as `PreSignUp_SignUp`. */
  readonly source: string;
  readonly userName: string;
  /** `CLIENT_ID_NOT_APPLICABLE` for what an administrator does. */
  readonly clientId: string;
  /** The request's own members. */
  readonly request: Members;
  /** What the function finds to fill in. */
  readonly response: Members;
  /** `1` by default. */
  readonly version?: string;
}

export interface Triggers {
  /** The response; the one of the event where the pool has no such trigger. @throws CognitoRefusal */
  run(name: TriggerName, event: TriggerEvent): Promise<Members>;
}

export const noClient = 'CLIENT_ID_NOT_APPLICABLE';

/** The triggers of a pool: each is a function of Lambda. */
export function createTriggers(options: CognitoOptions, userPoolId: string): Triggers {
  const { lambda, triggers, triggerTimeout: timeout = 5000 } = options;
  const region = userPoolId.split('_')[0] ?? '';
  return {
    async run(name, { source, userName, clientId, request, response, version = '1' }) {
      const functionName = triggers[name];
      if (functionName === undefined) return response;
      const event = {
        version, triggerSource: source, region, userPoolId, userName, callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId }, request, response,
      };
      return callTrigger(name, event, { lambda, functionName, timeout });
    },
  };
}

/** A user's attributes as triggers get them: strings, with the status among them. */
export const eventAttributes = ({ attributes, status }: User): Attributes => ({ ...attributes, 'cognito:user_status': status });

/** A map that the caller may have sent: null where it is empty, as in AWS's events. */
export const orNull = (map: Attributes): Attributes | null => (Object.keys(map).length === 0 ? null : map);
