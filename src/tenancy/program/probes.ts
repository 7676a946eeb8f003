import { splice } from '../../parse/splice.js';
import { unquoteIdentifier } from '../../parse/identifier.js';
import type { Token } from '../../parse/types.js';
import { mayName, tokensOf, type CutContext } from './cut-context.js';

/** A text whose every token that may mean the template has another name, so that the parse tree tells them apart. */
export interface Probed {
  readonly text: string;
  /** The tokens of the original text, by number of their probe. */
  readonly tokens: readonly Token[];
  /** The number of the probe that a string of the tree is, or null. */
  probeOf(text: string): number | null;
}

/** Null where no token of the text can mean the template. Tokens that `left` says are left as they are. */
export function probe(context: CutContext, text: string, left: (all: readonly Token[], index: number) => boolean = () => false): Probed | null {
  if (!mayName(context, text)) return null;
  const all = tokensOf(context, text);
  const tokens = all.filter((token, index) => isCandidate(context, token) && !left(all, index));
  if (tokens.length === 0) return null;
  const stem = freshStem(text);
  const edits = tokens.map((token, number) => ({ start: token.start, end: token.end, text: probeText(token, `${stem}${number}_`) }));
  const pattern = new RegExp(`^${stem}(\\d+)_`, 'u');
  return {
    text: splice(text, edits).text,
    tokens,
    probeOf: (value) => {
      const found = pattern.exec(value)?.[1];
      return found === undefined ? null : Number(found);
    },
  };
}

function isCandidate(context: CutContext, token: Token): boolean {
  if (token.kind === 'string') return mayName(context, token.text);
  if (token.kind !== 'identifier') return false;
  const name = unquoteIdentifier(token.text);
  return name === context.schema || context.roles.has(name);
}

function freshStem(text: string): string {
  let stem = 'pgcog_probe_';
  while (text.includes(stem)) stem = `${stem}x_`;
  return stem;
}

/** RAISE counts the `%` of its format, so a string keeps them. A blank keeps it apart from a word before it. */
function probeText(token: Token, name: string): string {
  if (token.kind !== 'string') return ` ${name} `;
  const percents = token.text.match(/%+/gu)?.join(' ') ?? '';
  return /^u&/iu.test(token.text) ? `U&'${name}${percents}'` : `'${name}${percents}'`;
}
