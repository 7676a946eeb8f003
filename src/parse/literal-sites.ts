import type { LiteralSite, ParameterUse, Token } from './types.js';

/** What the Data API could read as a parameter, or the runtime as its placeholder for the schema. */
const risky = /:[A-Za-z0-9_]|\{tenant\}/u;
const tenant = '{tenant}';

/**
 * Literals, quoted names and bare colons (of slices, of `json_object('k':v)`) that hold what the Data API's reader of
 * `:name` or the runtime's of `{tenant}` could take for theirs, each with the same thing said differently: `E'\x3a'`,
 * `U&"\003A"`, a blank behind the colon. Applied as edits they leave the parse tree as it is. `parameters` are the
 * places of `:name` in the same text, whose colons are meant. Comments do not count: they are stripped.
 */
export function literalSites(tokens: readonly Token[], parameters: readonly Pick<ParameterUse, 'start' | 'end'>[] = []): readonly LiteralSite[] {
  const plain = tokens.filter((token) => token.kind !== 'comment');
  return plain.flatMap((token, index) => {
    const [before, next] = [plain[index - 1], plain[index + 1]];
    if (token.text === ':') return bareColon(token, next, parameters);
    if (!risky.test(token.text)) return [];
    if (token.kind === 'string') return [stringSite(token, before, escapeCharacter(plain, index))];
    return token.kind === 'identifier' ? [identifierSite(token, before, escapeCharacter(plain, index))] : [];
  });
}

function bareColon(colon: Token, next: Token | undefined, parameters: readonly Pick<ParameterUse, 'start' | 'end'>[]): readonly LiteralSite[] {
  if (next === undefined || next.start !== colon.end || !/^[\w\u0080-\u{10ffff}]/u.test(next.text)) return [];
  if (parameters.some((use) => colon.start >= use.start && colon.start < use.end)) return [];
  return [{ kind: 'colon', start: colon.end, end: colon.end, text: ' ' }];
}

/** `N'...'` comes as two tokens, and `N E'...'` would read N as a name; NCHAR is the same word. */
function stringSite(token: Token, before: Token | undefined, escape: string): LiteralSite {
  const national = before !== undefined && before.end === token.start && /^n$/iu.test(before.text);
  const text = /^u&/iu.test(token.text) ? unicodeText(token.text, escape) : escapedText(token.text);
  if (national) return { kind: 'string', start: before.start, end: token.end, text: `nchar ${text}` };
  return { kind: 'string', start: token.start, end: token.end, text: apart(token, before) + text };
}

function identifierSite(token: Token, before: Token | undefined, escape: string): LiteralSite {
  const unicode = /^u&/iu.test(token.text);
  const text = unicode ? unicodeText(token.text, escape) : unicodeText(`U&${token.text.replaceAll('\\', '\\\\')}`, '\\');
  return { kind: 'identifier', start: token.start, end: token.end, text: apart(token, before) + text };
}

/** `select'a:b'` is well written, `selectE'...'` is not. */
function apart(token: Token, before: Token | undefined): string {
  return before !== undefined && before.end === token.start && /[\w$\u0080-\u{10ffff}]$/u.test(before.text) ? ' ' : '';
}

/** `'...'`, `$tag$...$tag$` and `E'...'` as an `E'...'` without a colon or `{tenant}`. */
function escapedText(written: string): string {
  if (/^e'/iu.test(written)) return hide(written, '\\', '\\x3a', '\\x7b');
  const dollar = /^\$[^$]*\$/u.exec(written)?.[0];
  if (dollar === undefined) return `E${hide(written.replaceAll('\\', '\\\\'), '\\', '\\x3a', '\\x7b')}`;
  const value = written.slice(dollar.length, -dollar.length);
  return `E'${hide(value.replaceAll('\\', '\\\\').replaceAll("'", "''"), '\\', '\\x3a', '\\x7b')}'`;
}

function unicodeText(written: string, escape: string): string {
  return written.slice(0, 3) + hide(written.slice(3), escape, `${escape}003A`, `${escape}007B`);
}

/** Replaces colons and the braces of `{tenant}`; a character behind the escape character goes with it. */
function hide(text: string, escape: string, colon: string, brace: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const escaped = text[at] === escape && at + 1 < text.length;
    const from = escaped && isHidden(text, at + 1) && escape === '\\' ? at + 1 : at;
    if (isHidden(text, from)) result += text[from] === ':' ? colon : brace;
    else result += escaped ? text.slice(at, at + 2) : (text[at] ?? '');
    at = escaped ? at + 1 : from;
  }
  return result;
}

function isHidden(text: string, at: number): boolean {
  return text[at] === ':' || text.startsWith(tenant, at);
}

/** Of `U&'...' UESCAPE '!'`; else the backslash. */
function escapeCharacter(tokens: readonly Token[], index: number): string {
  const [word, value] = [tokens[index + 1], tokens[index + 2]];
  return word?.text.toLowerCase() === 'uescape' && value !== undefined ? value.text.slice(1, 2) : '\\';
}
