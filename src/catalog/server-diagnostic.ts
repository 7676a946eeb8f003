import type { ObjectName } from '../parse/types.js';
import type { SqlFailure } from '../postgres/types.js';
import type { Code } from '../source/codes.js';
import { error } from '../source/diagnostic.js';
import { codePointOffsets } from '../source/positions.js';
import type { Diagnostic, Span } from '../source/types.js';
import type { LoadStep } from './load-step.js';
import { findName, headSpan, tokenSpan } from './name-place.js';
import { wayOut } from './way-out.js';

/** The message that was sent, and where the step's text begins in it (UTF-16). */
export interface SentText {
  readonly message: string;
  readonly offset: number;
}

/** The server's refusal of a step, at its place in the user's file. */
export function serverDiagnostic(failure: SqlFailure, step: LoadStep, sent: SentText, steps: readonly LoadStep[]): Diagnostic {
  const code = codeOf(failure);
  const message = failure.detail === null ? failure.message : `${failure.message}: ${failure.detail.replace(/\.$/, '')}`;
  const span = positionSpan(failure, step, sent) ?? namedSpan(failure, step);
  const first = code === 'PGC152' ? firstDefinition(failure, step, steps) : null;
  const related = first === null ? [] : [{ message: 'first defined here', span: first }];
  return error(code, message, span, hintFor(code, failure, step, steps), related);
}

const unknownStates: ReadonlySet<string> = new Set(['42P01', '42703', '42883', '42704', '3F000']);
const duplicateStates: ReadonlySet<string> = new Set(['42P07', '42710', '42723', '42701', '42P06']);

/** Source of the states: PostgreSQL's "Error Codes", class 42. */
function codeOf(failure: SqlFailure): Code {
  if (failure.sqlState === '42501') return 'PGC153';
  if (failure.sqlState === '42704' && failure.message.startsWith('role ')) return 'PGC155';
  if (unknownStates.has(failure.sqlState)) return 'PGC151';
  return duplicateStates.has(failure.sqlState) ? 'PGC152' : 'PGC150';
}

function hintFor(code: Code, failure: SqlFailure, step: LoadStep, steps: readonly LoadStep[]): string | null {
  if (code === 'PGC153') return rightsHint(failure);
  if (code === 'PGC152') return failure.hint ?? 'remove one of the two, or give it another name';
  if (code === 'PGC155') return 'list it under knownRoles in pgcog.config.ts if the database has it';
  return wayOut(failure, missedName(failure.message), step, steps);
}

/** `column o.totl does not exist` has no quotes. */
function missedName(message: string): string | null {
  const name = quotedNames(message)[0] ?? /^column (\S+) does not exist$/.exec(message)?.[1];
  return name?.split('.').at(-1) ?? null;
}

/** In production, too, the template is run by a role without attributes. */
function rightsHint(failure: SqlFailure): string {
  const schema = /^permission denied for schema (.*)$/.exec(failure.message)?.[1];
  if (schema !== undefined) return 'write names without a schema: they belong to the template';
  return 'the template is run by a role that is no superuser, as on Aurora; do without it, or let an administrator do it once for the database';
}

function positionSpan(failure: SqlFailure, step: LoadStep, sent: SentText): Span | null {
  if (failure.position === null) return null;
  const inText = codePointOffsets(sent.message)(failure.position - 1) - sent.offset;
  if (inText < 0 || inText > step.text.length) return null;
  const own = step.moved === null ? inText : step.moved.toSource(inText);
  return tokenSpan(step.statement, own);
}

/** Without a position: the first name of the message that stands in the statement, else what the statement defines. */
function namedSpan(failure: SqlFailure, step: LoadStep): Span {
  const { text } = step.statement;
  for (const name of [...quotedNames(failure.message), ...quotedNames(failure.detail ?? '')]) {
    const at = meantPlace(failure, text, name.split('.').at(-1) ?? name);
    if (at >= 0) return tokenSpan(step.statement, at);
  }
  return headSpan(step.statement);
}

/** Of the places where the name stands: of a function the one with its arguments, of what is there twice the second. */
function meantPlace(failure: SqlFailure, text: string, name: string): number {
  const first = findName(text, name);
  if (first < 0) return first;
  const behind = first + name.length;
  const next = findName(text.slice(behind), name);
  if (failure.sqlState === '42701') return next < 0 ? first : behind + next;
  const called = (at: number): boolean => /^"?\s*\(/.test(text.slice(at + name.length));
  return failure.sqlState === '42883' && !called(first) && next >= 0 && called(behind + next) ? behind + next : first;
}

/** Names in the message of a refusal. */
export function quotedNames(message: string): readonly string[] {
  return [...message.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '').concat(/^function ([\w.]+)\(/.exec(message)?.[1] ?? []);
}

function firstDefinition(failure: SqlFailure, step: LoadStep, steps: readonly LoadStep[]): Span | null {
  const names = quotedNames(failure.message);
  const same = (one: ObjectName): boolean => names.includes(one.name);
  const earlier = steps.filter((one) => one.index < step.index && one.home === step.home);
  const first = earlier.find((one) => one.statement.defines.some(same));
  return first === undefined ? null : headSpan(first.statement);
}
