import { CommandRefusal } from '../../src/environment/refusal.js';
import { sqlFailure } from '../../src/postgres/failure.js';
import { ServerRefusal } from '../../src/postgres/refusal.js';
import type { SqlFailure } from '../../src/postgres/types.js';
import type { Code } from '../../src/source/codes.js';

/** What went wrong and how to go on, for whoever runs the command. */
export interface Refusal {
  readonly code: Code;
  readonly message: string;
  readonly hint: string | null;
}

/** What can be told of an error; null for our own bugs, whose stack trace is to be seen. */
export function refusalOf(error: unknown, roles: readonly string[]): Refusal | null {
  if (error instanceof CommandRefusal) return error;
  if (error instanceof ServerRefusal) return { ...error.diagnostic, code: error.diagnostic.code as Code };
  if (!(error instanceof Error)) return null;
  const told: Thrown = error;
  const hint = typeof told.hint === 'string' ? told.hint : null;
  if (error.name === 'ControlRefusal') return { code: 'PGC610', message: error.message, hint };
  // Told by its name: the class is loaded with the template's room only.
  if (error.name === 'TemplateRefused') return { code: told.code as Code, message: error.message, hint };
  const failure = sqlFailure(error);
  if (failure !== null) return ofServer(failure, roles);
  if (isBroken(told)) return { code: 'PGC607', message: `the connection broke: ${error.message}`, hint: again };
  return told.$metadata === undefined ? null : ofAws(told, told.$metadata.httpStatusCode ?? 0);
}

/** The answer to a commit may have been lost: then it is done. */
const again = 'run it again: it goes on from what is done';

type Thrown = Error & { readonly code?: unknown; readonly hint?: unknown; readonly $metadata?: { readonly httpStatusCode?: number } };

/** What `pg` says that has no code. */
const brokenClients = ['Connection terminated unexpectedly', 'Connection terminated', 'Client has encountered a connection error and is not queryable', 'Client was closed and is not queryable'];

/** The network's errors, and what the SDK makes of them: an answer that has no status. */
function isBroken({ code, message, $metadata }: Thrown): boolean {
  const codes = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE'];
  return codes.includes(String(code)) || brokenClients.includes(message) || ($metadata !== undefined && $metadata.httpStatusCode === undefined);
}

function ofAws({ name, message }: Error, status: number): Refusal {
  const isRight = status === 403 || /AccessDenied|Forbidden|Unauthorized/.test(name);
  return { code: 'PGC618', message: `AWS refuses: ${name}: ${message}`, hint: isRight ? 'ask whoever may give these credentials the right' : again };
}

/** By SQLSTATE; the message is the server's. */
function ofServer({ sqlState, message, hint, detail }: SqlFailure, roles: readonly string[]): Refusal {
  // Class 08: the connection; 57: an operator, or the server that is ending.
  if (/^(08|57)/.test(sqlState)) return { code: 'PGC607', message: `the connection broke: ${message}`, hint: again };
  const say = (code: Code, way: string | null): Refusal => ({ code, message, hint: way ?? hint ?? detail });
  switch (sqlState) {
    case 'P0002': return say('PGC612', null);
    case '42501': return say('PGC613', /^an invitation is accepted/.test(message) ? 'pgcog user remove EMAIL takes the invitation back' : null);
    case '23505': return /users_email_key/.test(message) ? { code: 'PGC614', message: 'this address has a membership there already', hint: 'pgcog user whois EMAIL shows its memberships' } : say('PGC614', null);
    case '42710': return say('PGC614', hint ?? 'take another name');
    case '23514': return ofCheck(message, roles);
    case '22023': case '22007': case '22008': return say('PGC615', null);
    case '55000': return say('PGC613', null);
    default: return { code: 'PGC613', message: `the database refuses: ${message} (${sqlState})`, hint: hint ?? detail };
  }
}

function ofCheck(message: string, roles: readonly string[]): Refusal {
  if (/users_(app_role|home)_check/.test(message)) return { code: 'PGC615', message: 'there is no such role', hint: `roles of pgcog.config.ts: ${roles.join(', ')}` };
  if (/users_email_check/.test(message)) return { code: 'PGC615', message: 'this is no e-mail address', hint: 'an address has one @, no blanks, and at most 254 characters' };
  if (/tenants_displayname_check/.test(message)) return { code: 'PGC615', message: 'a display name has 1 to 200 characters', hint: 'pgcog tenant rename acme "Acme"' };
  if (/users_(first|last)_name_check/.test(message)) return { code: 'PGC615', message: 'a first or last name has at most 200 characters', hint: 'shorten it' };
  return { code: 'PGC615', message, hint: null };
}
