import { randomBytes } from 'node:crypto';
import { CognitoRefusal } from './cognito-refusal.js';

/** Sign-ins that wait for a new password. */
export interface Challenges {
  /** The `Session` that goes with the challenge. */
  open(sub: string): string;
  /** Whose challenge it was; it counts once. @throws CognitoRefusal NotAuthorizedException */
  take(session: string): string;
}

/** Milliseconds: Cognito's default, three minutes. */
const lifetime = 3 * 60 * 1000;

/** cognito-local asks for no session and lets anybody answer anybody's challenge: these are kept here. */
export function createChallenges(clock: () => number): Challenges {
  const open = new Map<string, { readonly sub: string; readonly until: number }>();
  return {
    open(sub) {
      for (const [session, { until }] of open) if (until <= clock()) open.delete(session);
      const session = randomBytes(48).toString('base64url');
      open.set(session, { sub, until: clock() + lifetime });
      return session;
    },
    take(session) {
      const known = open.get(session);
      open.delete(session);
      if (known === undefined) throw new CognitoRefusal('NotAuthorizedException', 'Invalid session for the user.');
      if (known.until <= clock()) throw new CognitoRefusal('NotAuthorizedException', 'Invalid session for the user, session is expired.');
      return known.sub;
    },
  };
}
