import { isNode, nodes } from '../../parse/tree.js';
import { unquoteIdentifier } from '../../parse/identifier.js';
import type { AstNode, PlPgSqlText, Token } from '../../parse/types.js';
import { splice } from '../../parse/splice.js';
import { tokensOf, type CutContext, type LeftString } from './cut-context.js';
import { cutProbed, cutSql, type BodyHome, type CutScope, type CutText } from './cut-text.js';
import { probe, type Probed } from './probes.js';
import type { SlotSite } from './types.js';

/** Cuts the body of a function or DO block, read by its language. One of another language is text, all of it. */
export function cutBody(context: CutContext, body: string, home: BodyHome): CutText {
  const options = optionsOf(home.statement.node);
  const scope = { definer: isDefiner(home.statement.node), cutBody: (inner: string, at: BodyHome) => cutBody(context, inner, at) };
  const language = languageOf(options, home.statement.tag);
  if (language === 'sql') return cutSql(context, body, scope);
  if (language === 'plpgsql') return cutPlPgSql(context, body, home, scope);
  return { slots: [], left: mentioning(context, [{ start: 0, end: body.length, text: body }], scope.definer) };
}

/** Whether a CREATE FUNCTION says SECURITY DEFINER. */
export function isDefiner(node: AstNode): boolean {
  const value = optionsOf(node).get('security')?.['Boolean'];
  return isNode(value) && value['boolval'] === true;
}

function optionsOf(node: AstNode): ReadonlyMap<string, AstNode> {
  const elements = nodes(node['options'] ?? node['args']).map((one) => one['DefElem']).filter(isNode);
  return new Map(elements.flatMap((one) => (isNode(one['arg']) ? [[String(one['defname']), one['arg']] as const] : [])));
}

function languageOf(options: ReadonlyMap<string, AstNode>, tag: string): string {
  const value = options.get('language')?.['String'];
  const name = isNode(value) && typeof value['sval'] === 'string' ? value['sval'] : null;
  return (name ?? (tag === 'DoStmt' ? 'plpgsql' : 'sql')).toLowerCase();
}

function cutPlPgSql(context: CutContext, body: string, home: BodyHome, scope: CutScope): CutText {
  for (const left of [undefined, isVariable]) {
    const probed = probe(context, body, left);
    if (probed === null) return { slots: [], left: [] };
    const texts = context.grammar.plPgSqlTexts(asFunction(probed.text, home));
    if (texts !== null) return cutTexts(context, body, { probed, texts }, scope);
  }
  return byTokens(context, body, scope.definer);
}

interface ReadBody {
  readonly probed: Probed;
  readonly texts: readonly PlPgSqlText[];
}

function cutTexts(context: CutContext, body: string, { probed, texts }: ReadBody, scope: CutScope): CutText {
  const statements = texts.filter(({ kind }) => kind !== 'type').flatMap((one) => context.grammar.parse(readable(context, one)).statements);
  const cut = cutProbed(context, probed, statements, { ...scope, text: body });
  return { slots: [...cut.slots, ...typeSlots(context, probed, texts)], left: cut.left };
}

/**
 * Whether a word is a variable's where it stands, since no schema can: not before a dot, or where a value goes. A body
 * with variables of the template's name only reads well if they keep it.
 */
function isVariable(tokens: readonly Token[], index: number): boolean {
  const words = (at: number): string => tokens[at]?.text.toLowerCase() ?? ';';
  if (tokens[index]?.kind === 'string') return false;
  if (words(index + 1) !== '.' || words(index - 1) === '.') return true;
  if (words(index - 1) === 'into') return !/^(?:insert|merge)$/u.test(words(index - 2));
  return /^(?:;|begin|then|else|loop|>>)$/u.test(words(index - 1));
}

/** The whole CREATE FUNCTION with another body; a DO block becomes a function. */
function asFunction(body: string, { statement, text, token }: BodyHome): string {
  let tag = '$pgcog$';
  while (body.includes(tag)) tag = tag.replace('$pgcog', '$pgcog_');
  const quoted = ` ${tag}${body}${tag} `;
  if (statement.tag === 'DoStmt') return `create function f() returns void language plpgsql as ${quoted}`;
  return splice(text, [{ start: token.start, end: token.end, text: quoted }]).text;
}

/** As a statement that the grammar reads: an expression is selected, an assignment loses its target. */
function readable(context: CutContext, { kind, text }: PlPgSqlText): string {
  if (kind === 'statement') return text;
  if (kind === 'expression') return `select ${text}`;
  const assign = tokensOf(context, text).find((token) => token.text === ':=' || token.text === '=');
  return `select ${text.slice(assign?.end ?? 0)}`;
}

/** Types of variables: `schema.orders`, `schema.orders%rowtype`, `schema.orders.id%type`. */
function typeSlots(context: CutContext, probed: Probed, texts: readonly PlPgSqlText[]): readonly SlotSite[] {
  return texts.filter(({ kind }) => kind === 'type').flatMap(({ text }) => {
    const words = text.split('%')[0]?.split('.').map((word) => word.trim()) ?? [];
    const number = words.length < (/%\s*type/iu.test(text) ? 3 : 2) ? null : probed.probeOf(words[0] ?? '');
    const token = number === null ? undefined : probed.tokens[number];
    const isSchema = token?.kind === 'identifier' && unquoteIdentifier(token.text) === context.schema;
    return isSchema ? [{ slot: { kind: 'schema' as const }, start: token.start, end: token.end }] : [];
  });
}

/** A body that libpg-query cannot read as a whole: the schema is what stands before a dot where a name begins. */
function byTokens(context: CutContext, body: string, definer: boolean): CutText {
  const tokens = tokensOf(context, body);
  const slots = tokens.flatMap((token, index): readonly SlotSite[] => {
    const named = token.kind === 'identifier' && unquoteIdentifier(token.text) === context.schema;
    const qualifies = tokens[index + 1]?.text === '.' && tokens[index - 1]?.text !== '.';
    return named && qualifies ? [{ slot: { kind: 'schema' }, start: token.start, end: token.end }] : [];
  });
  return { slots, left: mentioning(context, tokens.filter(({ kind }) => kind === 'string'), definer) };
}

function mentioning(context: CutContext, texts: readonly { readonly start: number; readonly end: number; readonly text: string }[], definer: boolean): readonly LeftString[] {
  return texts.filter(({ text }) => context.mentions.test(text)).map(({ start, end }) => ({ start, end, definer }));
}
