import type { RefusalCode } from './types.js';

/**
 * All that the hooks ever say. Cognito hands it to whoever asks, between `PreSignUp failed with error ` and a full stop:
 * nothing in it depends on the call. Clients tell those that are worth another try by their text, so it stays as it is.
 */
export const messages: Readonly<Record<RefusalCode, string>> = {
  sign_up_refused: 'You cannot sign up with these details',
  sign_in_refused: 'You are not allowed to sign in',
  setting_up: 'Your account is being set up. Please try again in a moment',
  unavailable: 'This is not possible at the moment. Please try again in a moment',
};
