import { CommandRefusal } from './refusal.js';
import type { Login } from './types.js';

/**
 * A secret's value.
 *
 * @param name as people know the secret
 * @throws CommandRefusal PGC608 where it is no `{"username": "...", "password": "..."}`; its text is not said
 */
export function readLogin(name: string, text: string | undefined): Login {
  const { username, password } = Object(parse(text ?? '')) as Partial<Record<keyof Login, unknown>>;
  if (typeof username === 'string' && typeof password === 'string' && password !== '') return { username, password };
  throw new CommandRefusal('PGC608', `the secret ${name} has no username and password`, 'delete it at once (aws secretsmanager delete-secret --force-delete-without-recovery, or out of .pgcog/local/secrets.json), and run this again: it is made anew');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
