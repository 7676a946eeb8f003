import { CognitoRefusal } from './cognito-refusal.js';

/** Cognito's default password policy. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/^.{8,256}$/s, 'Password not long enough'],
  [/[a-z]/, 'Password must have lowercase characters'],
  [/[A-Z]/, 'Password must have uppercase characters'],
  [/[0-9]/, 'Password must have numeric characters'],
  [/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/, 'Password must have symbol characters'],
];

/** @throws CognitoRefusal InvalidPasswordException */
export function checkPassword(password: string): void {
  const broken = rules.find(([rule]) => !rule.test(password));
  if (broken !== undefined) throw new CognitoRefusal('InvalidPasswordException', `Password did not conform with policy: ${broken[1]}`);
}
