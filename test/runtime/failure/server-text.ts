import { DatabaseError } from 'pg';
import { DatabaseFailure } from '../../../src/runtime/errors.js';
import { readServerMessage } from '../../../src/runtime/failure/read-server-message.js';

/** The answer of the server to SQL that fails. */
export async function refusalOf(work: Promise<unknown>): Promise<DatabaseError> {
  const thrown: unknown = await work.then(() => new Error('the server accepts it'), (error: unknown) => error);
  if (!(thrown instanceof DatabaseError)) throw thrown;
  return thrown;
}

/** A server's error in every form that a transport may have it in. */
export function failuresOf({ message, detail, hint, where, position, code, constraint }: DatabaseError): readonly DatabaseFailure[] {
  const more = Object.entries({ Detail: detail, Hint: hint, Where: where, Position: position }).filter(([, value]) => value != null);
  const lines = more.map(([key, value]) => `\n  ${key}: ${value}`).join('');
  const inLine = more.map(([key, value]) => `; ${key}: ${value}`).join('');
  const texts = [`ERROR: ${message}; SQLState: ${code}`, `ERROR: ${message}${lines}; SQLState: ${code}`, `ERROR: ${message}${inLine}; SQLState: ${code}`];
  const overDataApi = texts.map((text) => {
    const read = readServerMessage(text);
    return new DatabaseFailure('sql', text, read.sqlstate, read.constraint);
  });
  return [...overDataApi, new DatabaseFailure('sql', message, code ?? null, constraint ?? null)];
}
