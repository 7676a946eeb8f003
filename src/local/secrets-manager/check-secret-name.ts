import { SecretsRefusal } from './secrets-refusal.js';

const form = /^[A-Za-z0-9\-/_+=.@!]{1,512}$/;

/**
 * Refuses what cannot be a secret's name.
 *
 * @throws SecretsRefusal ValidationException, with the message that AWS gives (its documentation leaves out the `!`)
 */
export function checkSecretName(name: string): void {
  if (!form.test(name)) throw new SecretsRefusal('ValidationException', 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!');
}
