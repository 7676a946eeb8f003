import { unquoteIdentifier } from './identifier.js';
import type { Grammar, NameSite, Token } from './types.js';
import { walkNames, type NameUse } from './walk-names.js';

/**
 * Every place of a possibly unqualified name in a text of statements (`$n` may stand in it), in order. The parse tree
 * says what is a name, the scanner's tokens say from where to where: a use whose tokens do not spell the name
 * (`EXTRACT`, `a LIKE b`, `int`) is syntax, and not reported. References to WITH queries are not reported either.
 * A text that does not parse has no sites.
 */
export function nameSites(grammar: Grammar, text: string): readonly NameSite[] {
  const { statements } = grammar.parse(text);
  const tokens = grammar.scan(text).filter((token) => token.kind !== 'comment');
  const at = new Map(tokens.map((token, index) => [token.start, index]));
  const sites = statements.flatMap((statement) => walkNames(statement.tag, statement.node)).flatMap((use) => {
    const index = at.get(use.location);
    const site = index === undefined ? null : siteOf(use, tokens, index);
    return site === null ? [] : [site];
  });
  return sites.sort((a, b) => a.start - b.start || a.end - b.end);
}

function siteOf(use: NameUse, tokens: readonly Token[], index: number): NameSite | null {
  const token = tokens[index];
  if (token === undefined) return null;
  switch (use.kind) {
    case 'literal':
      return site('regclass literal', null, use.parts[0] ?? '', token.start, token.end, use.literal);
    case 'operator':
      return operatorSite(use, tokens, index);
    case 'collation':
      return named('collation', use, tokens, index + 1);
    case 'column type':
      return null;
    default:
      return named(use.kind, use, tokens, index);
  }
}

/** A name of one or more words with dots between them that begins at a token. */
function named(kind: NameSite['kind'], use: NameUse, tokens: readonly Token[], index: number): NameSite | null {
  const first = tokens[index];
  const last = tokens[index + 2 * (use.parts.length - 1)];
  if (first === undefined || last === undefined) return null;
  const spelled = use.parts.every((part, word) => {
    const dot = word === 0 || tokens[index + 2 * word - 1]?.text === '.';
    return dot && spells(tokens[index + 2 * word], part);
  });
  return spelled ? site(kind, use.parts.at(-2) ?? null, use.parts.at(-1) ?? '', first.start, last.end, null) : null;
}

/** `UESCAPE` of another character than `\` is not looked for: such a name counts as syntax. */
function spells(token: Token | undefined, part: string): boolean {
  if (token === undefined || (token.kind !== 'identifier' && token.kind !== 'keyword')) return false;
  return unquoteIdentifier(token.text) === part;
}

/** A symbol, or all of `OPERATOR(schema.symbol)`. `!=` is `<>` for PostgreSQL. */
function operatorSite(use: NameUse, tokens: readonly Token[], index: number): NameSite | null {
  const token = tokens[index];
  const name = use.parts.at(-1) ?? '';
  if (token === undefined) return null;
  if (token.kind === 'operator') {
    return (token.text === '!=' ? '<>' : token.text) === name ? site('operator', null, name, token.start, token.end, null) : null;
  }
  const length = 2 * use.parts.length + 1;
  const close = tokens[index + length];
  if (token.text.toLowerCase() !== 'operator' || close?.text !== ')') return null;
  return site('operator', use.parts.at(-2) ?? null, name, token.start, close.end, null);
}

function site(kind: NameSite['kind'], schema: string | null, name: string, start: number, end: number, literal: string | null): NameSite {
  return { kind, schema, name, literal, start, end };
}
