import { unquoteIdentifier } from '../../parse/identifier.js';
import { splice } from '../../parse/splice.js';
import { isNode } from '../../parse/tree.js';
import type { Edit, Grammar, Token } from '../../parse/types.js';
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';

const literalTypes: ReadonlySet<string> = new Set(['regclass', 'regtype', 'regproc', 'regprocedure', 'regoper', 'regoperator', 'regcollation']);

export interface NameRules {
  readonly templateSchema: string;
  /** Who owns the schema: in a migration that is who runs it. */
  readonly owner: string;
}

/**
 * A statement of the engine as people write it: names of the template's schema stand alone, quotes only where they are
 * needed, words in small letters. Only the scanner's tokens are changed: texts stay as they are, save names of the
 * schema in literals that are read as names (`'orders_id_seq'::regclass`).
 */
export function inTemplateNames(grammar: Grammar, sql: string, rules: NameRules): string {
  const tokens = withoutRole(grammar.scan(sql).filter((token) => token.kind !== 'comment'));
  const columns = new Set(grammar.parse(sql).statements.flatMap(({ node }) => shortColumns(node)));
  const edits: Edit[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    const prefix = isPrefix(tokens, at, rules.templateSchema) && !columns.has(token.start);
    if (prefix) edits.push({ start: token.start, end: tokens[at + 1]?.end ?? token.end, text: '' });
    else edits.push(...wordEdit(token, rules), ...literalEdit(tokens, at, rules.templateSchema));
    if (prefix) at += 1;
  }
  return splice(sql, [...edits, ...roleEdit(grammar.scan(sql))]).text;
}

/** `ALTER DEFAULT PRIVILEGES FOR ROLE x`: they are the owner's, whoever that is. */
function roleEdit(tokens: readonly Token[]): readonly Edit[] {
  const [first, last] = [tokens[3], tokens[5]];
  return isForRole(tokens) && first !== undefined && last !== undefined ? [{ start: first.start, end: last.end + 1, text: '' }] : [];
}

function withoutRole(tokens: readonly Token[]): readonly Token[] {
  return isForRole(tokens) ? [...tokens.slice(0, 3), ...tokens.slice(6)] : tokens;
}

function isForRole(tokens: readonly Token[]): boolean {
  return tokens.slice(0, 5).map((token) => token.text.toUpperCase()).join(' ') === 'ALTER DEFAULT PRIVILEGES FOR ROLE';
}

/** Whether a name of that schema stands in a statement of the engine, where all names have their schema. */
export function namesSchema(grammar: Grammar, sql: string, schema: string): boolean {
  const tokens = grammar.scan(sql);
  return tokens.some((token, at) => named(token, schema) && (tokens[at + 1]?.text === '.' ? tokens[at - 1]?.text !== '.' : tokens[at - 1]?.text.toUpperCase() === 'SCHEMA'));
}

/** Where `table.column` begins: a table may be called as the schema is. */
function shortColumns(value: unknown): readonly number[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => shortColumns(one));
  if (!isNode(value)) return [];
  const column = value['ColumnRef'];
  if (isNode(column)) return Array.isArray(column['fields']) && column['fields'].length < 3 && typeof column['location'] === 'number' ? [column['location']] : [];
  return Object.values(value).flatMap((one) => shortColumns(one));
}

function isPrefix(tokens: readonly Token[], at: number, schema: string): boolean {
  const token = tokens[at];
  return token !== undefined && named(token, schema) && tokens[at + 1]?.text === '.' && tokens[at - 1]?.text !== '.';
}

function named(token: Token, name: string): boolean {
  return (token.kind === 'identifier' || token.kind === 'keyword') && unquoteIdentifier(token.text) === name;
}

function wordEdit(token: Token, { owner }: NameRules): readonly Edit[] {
  if (token.kind !== 'identifier' && token.kind !== 'keyword') return [];
  const name = unquoteIdentifier(token.text);
  const text = name === owner && token.text.startsWith('"') ? 'current_user' : quoted(token, name);
  return text === token.text ? [] : [{ start: token.start, end: token.end, text }];
}

/** What was written without quotes may be a keyword, which quotes would make a name. */
function quoted(token: Token, name: string): string {
  return token.text.startsWith('"') ? quoteIdentifier(name) : name;
}

function literalEdit(tokens: readonly Token[], at: number, schema: string): readonly Edit[] {
  const token = tokens[at];
  if (token?.kind !== 'string' || tokens[at + 1]?.text !== '::' || !literalTypes.has(tokens[at + 2]?.text ?? '')) return [];
  if (!/^'([^']|'')*'$/.test(token.text)) return [];
  const text = token.text.slice(1, -1).replaceAll("''", "'");
  const prefix = [`${quoteIdentifier(schema)}.`, `"${schema.replaceAll('"', '""')}".`].find((one) => text.startsWith(one));
  return prefix === undefined ? [] : [{ start: token.start, end: token.end, text: quoteLiteral(text.slice(prefix.length)) }];
}
