import { CognitoRefusal, expiredCode, invalidParameter, userNotFound, wrongCode } from './cognito-refusal.js';
import { isRecord } from './read-members.js';
import { keyHeader, type BackendProcess } from './start-backend.js';
import type { Members } from './types.js';

/** Runs an operation of Cognito's API in cognito-local. @throws CognitoRefusal in AWS's words */
export type BackendCall = (operation: string, request: Members) => Promise<Members>;

export interface Backend {
  readonly call: BackendCall;
  /** Several calls with none of others between. */
  turn<Value>(work: (call: BackendCall) => Promise<Value>): Promise<Value>;
}

/**
 * cognito-local reads a user, waits, and writes the whole user: two requests at once would lose what one of them wrote,
 * so they go in turns.
 */
export function createBackend(process: Pick<BackendProcess, 'url' | 'key'>): Backend {
  const call: BackendCall = async (operation, request) => {
    const response = await fetch(process.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`, [keyHeader]: process.key },
      body: JSON.stringify(request),
    });
    const answer: unknown = await response.json();
    if (response.ok) return isRecord(answer) ? answer : {};
    throw refusalOf(isRecord(answer) ? answer : {});
  };
  let last: Promise<unknown> = Promise.resolve();
  const turn: Backend['turn'] = (work) => {
    const mine = last.then(() => work(call));
    last = mine.catch(() => undefined);
    return mine;
  };
  return { turn, call: (operation, request) => turn((direct) => direct(operation, request)) };
}

function refusalOf(answer: Members): CognitoRefusal {
  const code = typeof answer['__type'] === 'string' ? answer['__type'] : '';
  const message = typeof answer['message'] === 'string' ? answer['message'] : '';
  if (code === 'CodeMismatchException') return wrongCode();
  if (code === 'ExpiredCodeException') return expiredCode();
  if (code === 'UserNotFoundException') return userNotFound();
  if (code === 'CognitoLocal#Unsupported') return invalidParameter(message);
  if (code.endsWith('Exception')) return new CognitoRefusal(code, message);
  return new CognitoRefusal('InternalErrorException', 'Something went wrong', 500);
}
