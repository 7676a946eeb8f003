import { appsyncPrelude } from './appsync-prelude.js';

const name = '[_A-Za-z][_0-9A-Za-z]*';
const type = `(?:${name}!?|\\[(?:${name}!?|\\[${name}!?\\]!?)\\]!?)`;
const value = `${name}: ${type}`;
const directives = '(?: @aws_(?:api_key|iam|oidc|lambda|cognito_user_pools))*';
const form = {
  head: new RegExp(`^(type|input|enum) (${name})${directives} \\{$`),
  field: new RegExp(`^  (${name})(?:\\((${value}(?:, ${value})*)\\))?: (${type})${directives}$`),
  /** Of a field whose arguments stand one a line. */
  opening: new RegExp(`^  (${name})\\($`),
  argument: new RegExp(`^    (${value})$`),
  closing: new RegExp(`^  \\): (${type})${directives}$`),
  inputField: new RegExp(`^  (${name}): (${type})$`),
  enumValue: new RegExp(`^  (?!(?:true|false|null)$)(${name})$`),
};
const roots = /^schema \{\n {2}query: Query\n(?: {2}mutation: Mutation\n)?\}$/m;

/** A definition's lines, and what they name. */
interface Reading {
  readonly lines: readonly string[];
  at: number;
  readonly kinds: Map<string, string>;
  /** Names of types, and names of types that an input needs, in the place of a result or of an argument. */
  readonly results: Set<string>;
  readonly values: Set<string>;
  readonly needed: Set<string>;
}

/**
 * Whether an SDL is certainly one that AppSync takes: read line by line in the very form in which the generator prints
 * it, so that a whole parser is only needed to say what is wrong ({@link checkSdl}) where this is false.
 */
export function isPlainSdl(sdl: string): boolean {
  const schema = roots.exec(sdl);
  if (schema === null || !(/^[\t\n -~]*$/.test(sdl) || !/[^\t\n -\u{10ffff}]|\p{Surrogate}|\ufeff/u.test(sdl))) return false;
  const lines = `${sdl.slice(0, schema.index)}${sdl.slice(schema.index + schema[0].length)}`.split('\n');
  const reading: Reading = { lines, at: 0, kinds: new Map(), results: new Set(), values: new Set(), needed: new Set() };
  for (; reading.at < lines.length; reading.at += 1) {
    const line = lines[reading.at] ?? '';
    if (line !== '' && !line.startsWith('#') && !definition(reading, line)) return false;
  }
  const asked = schema[0].includes('mutation') ? ['Query', 'Mutation'] : ['Query'];
  return asked.every((one) => reading.kinds.get(one) === 'type') && namesFit(reading);
}

/** Leaves `at` at the closing bracket. */
function definition(reading: Reading, line: string): boolean {
  const [, kind = '', own = ''] = form.head.exec(line) ?? [];
  if (kind === '' || reading.kinds.has(own) || /^(?:__|AWS)/.test(own)) return false;
  reading.kinds.set(own, kind);
  const members = new Set<string>();
  for (reading.at += 1; reading.lines[reading.at] !== '}'; reading.at += 1) {
    const inner = reading.lines[reading.at];
    if (inner === undefined) return false;
    if (kind !== 'enum' && inner.startsWith('  #')) continue;
    const member = kind === 'type' ? fieldName(reading, inner) : kind === 'input' ? inputName(reading, inner) : form.enumValue.exec(inner)?.[1];
    if (member === undefined || member.startsWith('__') || members.has(member)) return false;
    members.add(member);
  }
  return members.size > 0;
}

function fieldName(reading: Reading, line: string): string | undefined {
  const [, own, listed, result] = form.field.exec(line) ?? [];
  if (own !== undefined && result !== undefined) {
    reading.results.add(bare(result));
    return listed === undefined || argumentsFit(reading, listed.split(', ')) ? own : undefined;
  }
  const opened = form.opening.exec(line)?.[1];
  const all: string[] = [];
  for (let found = opened; found !== undefined; ) {
    reading.at += 1;
    found = form.argument.exec(reading.lines[reading.at] ?? '')?.[1];
    if (found !== undefined) all.push(found);
  }
  const last = form.closing.exec(reading.lines[reading.at] ?? '')?.[1];
  if (opened === undefined || last === undefined || all.length === 0) return undefined;
  reading.results.add(bare(last));
  return argumentsFit(reading, all) ? opened : undefined;
}

function argumentsFit(reading: Reading, all: readonly string[]): boolean {
  const names = new Set<string>();
  for (const one of all) {
    const colon = one.indexOf(':');
    names.add(one.slice(0, colon));
    reading.values.add(bare(one.slice(colon + 2)));
  }
  return names.size === all.length && !all.some((one) => one.startsWith('__'));
}

function inputName(reading: Reading, line: string): string | undefined {
  const [, own, text = ''] = form.inputField.exec(line) ?? [];
  if (own === undefined) return undefined;
  reading.values.add(bare(text));
  if (text.endsWith('!') && !text.startsWith('[')) reading.needed.add(bare(text));
  return own;
}

function bare(text: string): string {
  return text.replace(/[[\]!]/g, '');
}

/** Each name is a scalar's, or is defined as what may stand in its places; no input needs another. */
function namesFit({ kinds, results, values, needed }: Reading): boolean {
  const scalars = new Set(['ID', 'String', 'Int', 'Float', 'Boolean', ...[...appsyncPrelude.matchAll(/^scalar (\w+)$/gm)].map(([, one]) => one)]);
  const fits = (names: ReadonlySet<string>, kind: string): boolean => [...names].every((one) => scalars.has(one) || kinds.get(one) === 'enum' || kinds.get(one) === kind);
  return ![...kinds.keys()].some((one) => scalars.has(one)) && fits(results, 'type') && fits(values, 'input') && [...needed].every((one) => kinds.get(one) !== 'input');
}
