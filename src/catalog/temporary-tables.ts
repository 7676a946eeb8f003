import type { Grammar, SqlStatement, Token } from '../parse/types.js';
import { error, warning } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';

/**
 * Temporary tables, views and sequences of a statement, also in the body of a function that it makes. Nobody in a tenant
 * has the right TEMPORARY on the database: what is temporary stands before everybody else's in every search path, so it
 * could take the place of what a function with its owner's rights means. Made with the tenant they are an error; in a
 * function, which may never be called, a warning.
 */
export function temporaryTables(grammar: Grammar, statement: SqlStatement): readonly Diagnostic[] {
  const { tag, text, span, defines } = statement;
  if (!mentions.test(text)) return [];
  const routine = tag === 'CreateFunctionStmt';
  const say = routine ? warning : error;
  const what = routine ? `${defines[0]?.name ?? 'this function'} makes something temporary, which fails when it is called` : 'a tenant\'s owner may make nothing temporary';
  const hint = 'use WITH, an array, or a table of the template: what is temporary could stand before a tenant\'s own tables, so tenants have no right to it';
  return temporaries(grammar, text, tag).map(({ start, end }) => say('PGC170', what, { file: span.file, start: span.start + start, end: span.start + end }, hint));
}

const mentions = /\btemp(?:orary)?\b|\bpg_temp\b/iu;

interface Place {
  readonly start: number;
  readonly end: number;
}

function temporaries(grammar: Grammar, text: string, tag: string): readonly Place[] {
  const tokens = grammar.scan(text).filter(({ kind }) => kind !== 'comment');
  return tokens.flatMap((token, at): readonly Place[] => {
    if (token.kind === 'string') return isCode(tokens, at, tag) ? inside(grammar, token) : [];
    return isTemporary(tokens, at, tag) ? [{ start: token.start, end: token.end }] : [];
  });
}

/** A body of text, or what EXECUTE runs. */
function isCode(tokens: readonly Token[], at: number, tag: string): boolean {
  const word = (back: number): string => tokens[at - back]?.text.toLowerCase() ?? '';
  if (tag === 'CreateFunctionStmt' || tag === 'DoStmt') return true;
  return tag === 'body' && (word(1) === 'execute' || (word(1) === '(' && word(2) === 'format' && word(3) === 'execute'));
}

/** Read as it is written: a quote that is doubled in it ends one string and begins another, which says nothing else. */
function inside(grammar: Grammar, { text, start }: Token): readonly Place[] {
  const open = /^(?:\$[^$]*\$|[en]?')/iu.exec(text)?.[0] ?? '';
  const body = text.slice(open.length, text.length - (open.startsWith('$') ? open.length : 1));
  if (open === '' || !mentions.test(body)) return [];
  return temporaries(grammar, body, 'body').map((place) => ({ start: start + open.length + place.start, end: start + open.length + place.end }));
}

/** `CREATE TEMP`, `CREATE OR REPLACE LOCAL TEMPORARY`, `pg_temp.name`; in SQL also `SELECT ... INTO TEMP`, a variable in PL/pgSQL. */
function isTemporary(tokens: readonly Token[], at: number, tag: string): boolean {
  const word = (offset: number): string => tokens[at + offset]?.text.toLowerCase() ?? '';
  if (word(0) === 'pg_temp') return word(1) === '.';
  if (!/^temp(?:orary)?$/u.test(word(0))) return false;
  const before = /^(?:local|global)$/u.test(word(-1)) ? -2 : -1;
  if (word(before) === 'create' || (word(before) === 'replace' && word(before - 1) === 'or')) return true;
  return word(before) === 'into' && tag === 'SelectStmt';
}
