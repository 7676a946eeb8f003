import type { Span } from '../source/types.js';
import { definitionsOf } from './definitions.js';
import { unquoteIdentifier } from './identifier.js';
import { lexemeAt } from './lexemes.js';
import { namedObjects } from './named-objects.js';
import type { ObjectName, RawStatement } from './types.js';
import { walkNames, type NameUse } from './walk-names.js';

export interface References {
  readonly defines: readonly ObjectName[];
  readonly needs: readonly ObjectName[];
}

const identifier = /(?:u&)?"(?:[^"]|"")*"|[A-Za-z_\u0080-\u{10ffff}][\w$\u0080-\u{10ffff}]*/giu;
const nameChain = /(?:(?:u&)?"(?:[^"]|"")*"|[\w$\u0080-\u{10ffff}]+)(?:\s*\.\s*(?:(?:u&)?"(?:[^"]|"")*"|[\w$\u0080-\u{10ffff}]+))*/iuy;

/** Symbols that pg_catalog has; an operator of the user's with such a name does not decide the order of statements. */
const builtInOperators =
  /^(?:[-+*/%^<>=~!@#&|?]|<=|>=|<>|\|\||~~\*?|!~~\*?|!~\*?|~\*|->>?|#>>?|@>|<@|&&|<<|>>|\?[|&]|(?:NOT )?BETWEEN.*)$/u;

/** What a statement defines and needs; every name once, at its first place, what it defines itself left out of its needs. */
export function referencesOf(statement: RawStatement, text: string, span: Span): References {
  const defines = definitionsOf(statement).map((name) => ({ ...name, span }));
  if (statement.tag === 'DoStmt') return { defines, needs: [] };
  const taken = new Set(defines.flatMap((name) => [keyOf(name), ...selfKeys(name)]));
  const needs: ObjectName[] = [];
  const add = (name: ObjectName) => {
    if (taken.has(keyOf(name)) || name.schema === 'pg_catalog' || name.name === '') return;
    taken.add(keyOf(name));
    needs.push(name);
  };
  const { names, functions } = namedObjects(statement);
  for (const use of walkNames(statement.tag, statement.node)) for (const name of objectNames(use, functions, text, span)) add(name);
  for (const name of names) add({ ...name, span });
  return { defines, needs: needs.sort((a, b) => a.span.start - b.span.start) };
}

/** `functions`: places where the grammar has a type's name and means a function (`sfunc = add_order`). */
function objectNames(use: NameUse, functions: ReadonlySet<number>, text: string, span: Span): readonly ObjectName[] {
  const place = placeAt(use, text, span);
  const [schema, name] = [use.parts.at(-2) ?? null, use.parts.at(-1) ?? ''];
  switch (use.kind) {
    case 'literal':
      return literalName(use, place);
    case 'column type':
      return [{ kind: 'relation', schema: use.parts.at(-3) ?? null, name: use.parts.at(-2) ?? '', span: place }];
    case 'type':
      return [{ kind: functions.has(use.location) ? 'function' : 'type', schema, name, span: place }];
    case 'operator':
      return schema === null && builtInOperators.test(name) ? [] : [{ kind: 'operator', schema, name, span: place }];
    default:
      return [{ kind: use.kind, schema, name, span: place }];
  }
}

const literalKinds: Readonly<Record<string, ObjectName['kind']>> = {
  regclass: 'relation', regtype: 'type', regproc: 'function', regprocedure: 'function', regcollation: 'collation', regconfig: 'text search',
};

/** Text of a `regclass`, `regtype` or `regprocedure`: `shared.orders_id_seq`, `add_order(uuid)`. */
function literalName(use: NameUse, span: Span): readonly ObjectName[] {
  const words = ((use.parts[0] ?? '').split('(')[0] ?? '').match(identifier) ?? [];
  const [schema, name] = [words.at(-2), words.at(-1)].map((word) => (word === undefined ? null : unquoteIdentifier(word)));
  const kind = literalKinds[use.literal ?? ''] ?? null;
  return kind === null || name === null || name === undefined ? [] : [{ kind, schema: schema ?? null, name, span }];
}

function placeAt({ kind, location }: NameUse, text: string, span: Span): Span {
  if (location < span.start || location >= span.end) return span;
  if (kind === 'literal') return { ...span, start: location, end: lexemeAt(text, location).end };
  nameChain.lastIndex = location;
  const end = nameChain.test(text) ? Math.min(nameChain.lastIndex, span.end) : location + 1;
  return { ...span, start: location, end };
}

/** A composite type's own name stands in its statement like a table's. */
function selfKeys(name: ObjectName): readonly string[] {
  return name.kind === 'type' ? [keyOf({ ...name, kind: 'relation' })] : name.kind === 'relation' ? [keyOf({ ...name, kind: 'type' })] : [];
}

function keyOf(name: Omit<ObjectName, 'span'>): string {
  return `${name.kind}\0${name.schema ?? ''}\0${name.name}`;
}
