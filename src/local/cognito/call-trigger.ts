import { invokeFunction, type InvokedFunction } from '../lambda/invoke-function.js';
import { CognitoRefusal } from './cognito-refusal.js';
import { isRecord } from './read-members.js';
import type { Members, TriggerName } from './types.js';

/** Which function a trigger is, and how long it has. */
export interface TriggerCall {
  readonly lambda: string;
  readonly functionName: string;
  /** Milliseconds. */
  readonly timeout: number;
}

const attempts = 3;

/**
 * Calls a trigger's function as Cognito does: it has its time to answer, and is called again where it does not, three times
 * in all. What it throws is not tried again.
 *
 * @returns `response` of the event that it returned
 * @throws CognitoRefusal UserLambdaValidationException, UnexpectedLambdaException or InvalidLambdaResponseException
 */
export async function callTrigger(name: TriggerName, event: Members, call: TriggerCall): Promise<Members> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const answer = await answerInTime(name, event, call);
    if (answer !== null) return responseOf(name, answer);
  }
  throw unexpected(name, 'Socket timeout while invoking Lambda function');
}

async function answerInTime(name: TriggerName, event: Members, call: TriggerCall): Promise<InvokedFunction | null> {
  try {
    return await invokeFunction(call.lambda, call.functionName, event, call.timeout);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'TimeoutError') return null;
    throw unexpected(name, 'Lambda is out of reach');
  }
}

function responseOf(name: TriggerName, answer: InvokedFunction): Members {
  if (answer.status !== 200) throw unexpected(name, answer.errorCode ?? `status ${answer.status}`);
  const body = parsed(answer.body);
  if (answer.functionError) throw new CognitoRefusal('UserLambdaValidationException', `${name} failed with error ${String(isRecord(body) ? body['errorMessage'] : body)}.`);
  if (!isRecord(body) || !isRecord(body['response'])) throw unrecognizable();
  return body['response'];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unrecognizable();
  }
}

/** An answer that is not of the event's form. */
export const unrecognizable = (): CognitoRefusal => new CognitoRefusal('InvalidLambdaResponseException', 'Unrecognizable lambda output');

const unexpected = (name: TriggerName, why: string): CognitoRefusal => new CognitoRefusal('UnexpectedLambdaException', `${name} invocation failed due to error ${why}.`);
