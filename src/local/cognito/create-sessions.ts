import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CognitoRefusal } from './cognito-refusal.js';
import { writeFile } from './write-file.js';

/** A sign-in that its refresh token keeps alive. */
export interface Session {
  /** `origin_jti` of its tokens. */
  readonly origin: string;
  readonly sub: string;
  readonly clientId: string;
  /** Seconds since the epoch. */
  readonly authTime: number;
}

interface KeptSession extends Session {
  readonly hash: string;
  readonly revoked: boolean;
}

export interface Sessions {
  /** A new session and its refresh token. */
  open(sub: string, clientId: string): { readonly session: Session; readonly refreshToken: string };
  /** @throws CognitoRefusal NotAuthorizedException where the token is none, expired or revoked */
  resume(refreshToken: string, clientId: string): Session;
  isLive(origin: string): boolean;
  /** A token that is not known is none to revoke. */
  revoke(refreshToken: string, clientId: string): void;
  revokeAll(sub: string): void;
}

/** Seconds: Cognito's default for refresh tokens, 30 days. */
const lifetime = 30 * 24 * 60 * 60;

/**
 * The sessions of a pool, kept in a file: tokens themselves are not in it.
 *
 * @throws Error where the file is there but is not ours
 */
export function createSessions(file: string, clock: () => number): Sessions {
  const now = (): number => Math.floor(clock() / 1000);
  let sessions: readonly KeptSession[] = readSessions(file);
  /** Nothing is changed in memory that could not be written. */
  const keep = (next: readonly KeptSession[]): void => {
    const living = next.filter(({ authTime }) => authTime + lifetime > now());
    writeFile(file, { v: 1, sessions: living });
    sessions = living;
  };
  const revokeWhere = (wanted: (session: KeptSession) => boolean): void => keep(sessions.map((session) => (wanted(session) ? { ...session, revoked: true } : session)));
  const find = (token: string, clientId: string): KeptSession | undefined => sessions.find((session) => session.hash === hashOf(token) && session.clientId === clientId);
  return {
    open(sub, clientId) {
      const refreshToken = randomBytes(48).toString('base64url');
      const session = { origin: randomUUID(), sub, clientId, authTime: now() };
      keep([...sessions, { ...session, hash: hashOf(refreshToken), revoked: false }]);
      return { session, refreshToken };
    },
    resume(refreshToken, clientId) {
      const known = find(refreshToken, clientId);
      if (known === undefined) throw notAuthorized('Invalid Refresh Token');
      if (known.revoked) throw notAuthorized('Refresh Token has been revoked');
      if (known.authTime + lifetime <= now()) throw notAuthorized('Refresh Token has expired');
      return known;
    },
    isLive: (origin) => sessions.some((session) => session.origin === origin && !session.revoked),
    revoke: (refreshToken, clientId) => revokeWhere((session) => session === find(refreshToken, clientId)),
    revokeAll: (sub) => revokeWhere((session) => session.sub === sub),
  };
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
const notAuthorized = (message: string): CognitoRefusal => new CognitoRefusal('NotAuthorizedException', message);

function readSessions(file: string): KeptSession[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return [];
    throw failure;
  }
  const { v, sessions } = JSON.parse(text) as { readonly v?: unknown; readonly sessions?: KeptSession[] };
  if (v !== 1 || sessions === undefined) throw new Error(`${file} is not a file of sessions of pg-cognition; move it away to begin with none`);
  return sessions;
}
