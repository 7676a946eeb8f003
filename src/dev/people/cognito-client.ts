/** The user pool on this machine, asked as Cognito is. */
export interface CognitoClient {
  /** @throws CognitoAnswer with Cognito's own error name */
  call(operation: string, request: object): Promise<Readonly<Record<string, unknown>>>;
}

/** Cognito has refused. */
export class CognitoAnswer extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
    this.name = 'CognitoAnswer';
  }
}

/** Of operations that need no signature: what an app in a browser may call. */
export function cognitoClient(url: string): CognitoClient {
  return {
    async call(operation, request) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
        body: JSON.stringify(request),
      });
      const answer = (await response.json()) as Readonly<Record<string, unknown>>;
      if (response.ok) return answer;
      throw new CognitoAnswer(textOf(answer['__type']), textOf(answer['message']));
    },
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
