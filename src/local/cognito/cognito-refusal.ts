/** An error as Cognito answers it: `code` is AWS's name of it. */
export class CognitoRefusal extends Error {
  override readonly name = 'CognitoRefusal';
  constructor(readonly code: string, message: string, readonly status = 400) {
    super(message);
  }
}

/** Whoever signs in learns no more than this. */
export const wrongPassword = (): CognitoRefusal => new CognitoRefusal('NotAuthorizedException', 'Incorrect username or password.');

export const userNotFound = (): CognitoRefusal => new CognitoRefusal('UserNotFoundException', 'User does not exist.');

export const invalidParameter = (message: string): CognitoRefusal => new CognitoRefusal('InvalidParameterException', message);

export const wrongCode = (): CognitoRefusal => new CognitoRefusal('CodeMismatchException', 'Invalid verification code provided, please try again.');

export const expiredCode = (): CognitoRefusal => new CognitoRefusal('ExpiredCodeException', 'Invalid code provided, please request a code again.');
