import type { Secrets } from '../secrets/create-secrets.js';
import { scramVerifier } from '../secrets/scram-verifier.js';

/** Times that a password is set; more often a secret does not change under anybody's hands. */
const most = 5;

/**
 * Gives a login the password of its secret. The secret is first, so that what is active always has one; it is read again
 * afterwards, so that a rotation or a deletion in between does not leave the two apart.
 *
 * @param set gives the login the password that the verifier is of; may be called again
 * @throws SecretRefused, and what `set` throws
 */
export async function setPassword(secrets: Secrets, name: string, username: string, set: (verifier: string) => Promise<void>): Promise<void> {
  let { password } = await secrets.createOrRead(name, { username });
  for (let times = 1; ; times++) {
    await set(scramVerifier(password));
    const now = await secrets.read(name);
    if (now?.username === username && now.password === password) return;
    if (times === most) throw new Error(`the secret ${name} changes all the time`);
    ({ password } = await secrets.createOrRead(name, { username }));
  }
}
