import type { core, ZodType } from 'zod';
import { closest } from '../source/closest.js';
import type { Code } from '../source/codes.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import { lostKeys } from './lost-keys.js';
import type { Place } from './place.js';
import { keyOf, placeAt, pointAt } from './place.js';

/** The codes under which a kind of file reports what is wrong with its form. */
export interface FormCodes {
  readonly unknownKey: Code;
  readonly wrongKind: Code;
  readonly notAllowed: Code;
}

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Holds a value against its form. What does not fit is said at its own place, with what was expected there. `name` is
 * the key that the value stands under; null for a whole file.
 */
export function checkForm<T>(form: ZodType<T>, place: Place, codes: FormCodes, name: string | null): Checked<T> {
  const result = form.safeParse(place.value, { reportInput: true, error: knownKeys });
  // A whole file's own maps are gone through key by key.
  const lost = name === null ? [] : lostKeys(place, codes.unknownKey);
  if (result.success) return lost.length === 0 ? { ok: true, value: result.data } : { ok: false, diagnostics: lost };
  return { ok: false, diagnostics: [...lost, ...result.error.issues.flatMap(meant).filter(isLast).flatMap((issue) => problems(issue, place, codes, name))] };
}

export interface CheckedKeys<T> {
  /** What fits. */
  readonly value: Partial<T>;
  /** Keys whose values do not, left out of `value`. */
  readonly wrong: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The same for a map of which every key may be absent: one that is wrong takes no other with it. */
export function checkKeys<T>(form: ZodType<T>, place: Place, codes: FormCodes): CheckedKeys<T> {
  const whole = checkForm(form, place, codes, null);
  if (whole.ok) return { value: whole.value, wrong: new Set(), diagnostics: [] };
  const keys = [...place.children].map(([name, child]) => {
    const alone: Place = { ...place, value: { [name]: child.value }, children: new Map([[name, child]]) };
    return { name, checked: checkForm(form, alone, codes, null) };
  });
  const value = Object.assign({}, ...keys.map(({ checked }) => (checked.ok ? checked.value : {}))) as Partial<T>;
  return { value, wrong: new Set(keys.filter(({ checked }) => !checked.ok).map(({ name }) => name)), diagnostics: whole.diagnostics };
}

/**
 * Where a value may have several forms, the issues of the one it was meant to have: that of its kind, and of those the
 * one it misses least. The issue itself where it is of no kind that is allowed.
 */
function meant(issue: core.$ZodIssue): core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branches = issue.errors.map((branch) => branch.flatMap(meant)).filter((branch) => !branch.some(isOfOtherKind));
  const [nearest] = branches.sort((a, b) => distance(a) - distance(b));
  return nearest === undefined ? [issue] : nearest.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

/** Of several bounds that one number breaks, the last is ours; those before it are JavaScript's. */
function isLast(issue: core.$ZodIssue, index: number, all: readonly core.$ZodIssue[]): boolean {
  return !all.slice(index + 1).some((other) => other.code === issue.code && other.path.join('\n') === issue.path.join('\n'));
}

/** What is missing altogether tells more against a form than a key too much. */
function distance(issues: readonly core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : issue.input === undefined ? 5 : 1), 0);
}

function isOfOtherKind(issue: core.$ZodIssue): boolean {
  return issue.path.length === 0 && ['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code);
}

/** The only message that a form must add: the keys it has, one a line, for "did you mean". */
function knownKeys(issue: core.$ZodRawIssue): string | undefined {
  const form = issue.inst as { readonly _zod?: { readonly def: { readonly shape?: object } } } | undefined;
  return issue.code === 'unrecognized_keys' ? Object.keys(form?._zod?.def.shape ?? {}).join('\n') : undefined;
}

function problems(issue: core.$ZodIssue, root: Place, codes: FormCodes, name: string | null): Diagnostic[] {
  const place = placeAt(root, ...issue.path);
  const path = name === null ? issue.path : [name, ...issue.path];
  const subject = subjectOf(path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => error(codes.unknownKey, `unknown key "${key}"`, keyOf(placeAt(place, key)), keyHint(key, issue.message.split('\n'))));
  }
  if (issue.input === undefined && issue.path.length > 0) return [error(codes.wrongKind, `${subject} is missing`, keyOf(place), `add ${example(issue, path)}`)];
  const kind = issue.code === 'invalid_type' || issue.code === 'invalid_union' ? codes.wrongKind : codes.notAllowed;
  if (isEmpty(issue)) return [error(kind, `${subject} must not be empty`, pointAt(place), valueHint(issue, path))];
  return [error(kind, `${subject} must be ${either(expected(issue))}, found ${found(issue.input)}`, pointAt(place), valueHint(issue, path))];
}

function keyHint(key: string, known: readonly string[]): string {
  if (/\s/u.test(key)) return 'inside { } a comma begins a new key: put the text before it in quotes, or below its key as a block';
  const near = closest(key, known);
  return near === null ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
}

/** How to speak of what stands at a path: by its key, or as one of a list. */
function subjectOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  if (typeof last !== 'number') return last === undefined ? 'the whole file' : `"${String(last)}"`;
  return `each of "${String(path.at(-2) ?? 'the list')}"`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a map', record: 'a map',
  null: 'nothing',
};

function isEmpty(issue: core.$ZodIssue): boolean {
  return issue.code === 'too_small' && issue.origin !== 'number' && issue.origin !== 'int';
}

/** What would do, to be read on from "must be". */
function expected(issue: core.$ZodIssue): readonly string[] {
  switch (issue.code) {
    case 'invalid_type':
      return [kinds[issue.expected] ?? issue.expected];
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value));
    case 'too_small':
      return [`at least ${String(issue.minimum)}`];
    case 'too_big':
      return [`at most ${String(issue.maximum)}`];
    case 'invalid_union':
      return [...new Set(issue.errors.flatMap((branch) => branch.filter((one) => one.path.length === 0).flatMap(expected)))];
    default:
      return [issue.message.replace(/: .*$/u, '')];
  }
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function found(input: unknown): string {
  if (input === null || input === undefined) return 'nothing';
  if (Array.isArray(input)) return input.length === 0 ? 'an empty list' : 'a list';
  if (typeof input === 'object') return 'a map';
  if (typeof input === 'function') return 'a function';
  const text = typeof input === 'string' ? JSON.stringify(input) : String(input);
  return text.length > 60 ? `${Array.from(text).slice(0, 57).join('')}...` : text;
}

function valueHint(issue: core.$ZodIssue, path: readonly PropertyKey[]): string {
  const { input } = issue;
  if (issue.code === 'invalid_value' && typeof input === 'string') {
    const near = closest(input, issue.values.map(String));
    if (near !== null) return `did you mean "${near}"?`;
  }
  if (issue.code === 'invalid_type' && issue.expected === 'string' && ['number', 'boolean', 'bigint'].includes(typeof input)) return 'put it in quotes';
  return `for example ${example(issue, path)}`;
}

const examples: Readonly<Record<string, string>> = {
  string: 'text', number: '10', int: '10', boolean: 'true', array: '[one, two]', object: '{ ... }', record: '{ ... }',
};

/** A value that would do, under its key. */
function example(issue: core.$ZodIssue, path: readonly PropertyKey[]): string {
  const key = path.at(-1);
  const value = exampleValue(issue);
  return typeof key === 'string' ? `${key}: ${value}` : value;
}

function exampleValue(issue: core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return examples[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return JSON.stringify(issue.values[0]);
  if (issue.code === 'too_small') return issue.origin === 'array' ? '[one]' : issue.origin === 'string' ? 'text' : String(issue.minimum);
  if (issue.code === 'too_big') return String(issue.maximum);
  const branch = issue.code === 'invalid_union' ? issue.errors.flat().find((one) => one.path.length === 0) : undefined;
  return branch === undefined ? issue.message.replace(/^.*: /u, '') : exampleValue(branch);
}
