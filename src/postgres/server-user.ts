import { readFile } from 'node:fs/promises';
import { ServerRefusal } from './refusal.js';

/** The user that server processes run as when it is not our own. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, so as root its processes run as `nobody`; otherwise null: as ourselves.
 *
 * @throws ServerRefusal (PGC191) when we are root and the machine has no such user.
 */
export async function serverUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const user = await passwordEntry('nobody');
  if (user !== null) return user;
  throw new ServerRefusal(
    'PGC191',
    'PostgreSQL does not run as root, and this machine has no user "nobody" to run it as',
    'run as an ordinary user, or name a server of yours with --database-url',
  );
}

/** Read from the file: initdb looks the user up there too, and a child process for `id` would cost more than all this. */
async function passwordEntry(name: string): Promise<ServerUser | null> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && Number(uid) > 0 && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}
