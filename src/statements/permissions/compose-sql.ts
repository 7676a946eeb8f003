import type { Codec, OrderOption, Parameter, Piece, Statement } from '../types.js';

/** Which of a statement's texts is meant. */
export interface Choice {
  readonly parts: 'all' | ReadonlySet<string>;
  /** Name of the order; null where there are none. */
  readonly order: string | null;
  /** With a cursor to go on from. */
  readonly after: boolean;
}

/** The text of a choice, as the runtime puts it together; `{tenant}` and `:name` still in it. */
export function composeSql(pieces: readonly Piece[], choice: Choice): string {
  const wanted = (part: string): boolean => choice.parts === 'all' || choice.parts.has(part);
  return pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    switch (piece.kind) {
      case 'part': return wanted(piece.part) ? piece.sql : '';
      case 'list': {
        const chosen = piece.parts.filter(({ part }) => wanted(part));
        return chosen.length === 0 ? piece.empty : chosen.map(({ sql }) => sql).join(piece.separator);
      }
      case 'order': return piece.orders[choice.order ?? ''] ?? '';
      case 'after': return choice.after ? (piece.orders[choice.order ?? ''] ?? '') : '';
    }
  }).join('');
}

/** A text for the server: `$n` for each name, once, and what the Data API declares each to be. */
export interface NumberedSql {
  readonly text: string;
  /** `text`, `bigint`, ...: in the order of the numbers. */
  readonly types: readonly string[];
}

/** With the colon of a cast before it, which is none: looking back from every colon takes longer. */
const placeholder = /::?([A-Za-z0-9_]+)/g;

/** `schema` is written for `{tenant}`. Literals hold neither (they are rewritten), so that texts can be searched. */
export function numberSql(sql: string, schema: string, types: ReadonlyMap<string, string>): NumberedSql {
  const names: string[] = [];
  const text = sql.replaceAll('{tenant}', schema).replace(placeholder, (found, name: string) => {
    if (found.startsWith('::')) return found;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, types: names.map((name) => types.get(name) ?? 'text') };
}

/** How the Data API declares a value (reference of its parameters): everything without a kind of its own is text. */
function declaredType(codec: Codec): string {
  switch (codec.kind) {
    case 'boolean': return 'boolean';
    case 'int': return 'bigint';
    case 'float': return 'double precision';
    case 'bytea': return 'bytea';
    default: return 'text';
  }
}

/** By parameter name; `limit` of pages is the runtime's own, cursors are text. */
export function declaredTypes(parameters: readonly Parameter[]): ReadonlyMap<string, string> {
  return new Map([['limit', 'bigint'], ...parameters.map(({ name, codec }): [string, string] => [name, declaredType(codec)])]);
}

/** Every text that differs in more than its optional parts: each order, at the start and behind a cursor. */
export function fullChoices(statement: Pick<Statement, 'orders' | 'page'>, pieces: readonly Piece[]): readonly Choice[] {
  const offered = (option: OrderOption): boolean => pieces.every((piece) => typeof piece === 'string' || piece.kind !== 'order' || Object.hasOwn(piece.orders, option.name));
  const orders = statement.orders.filter(offered).map(({ name }) => name);
  const behind = statement.page === null ? [false] : [false, true];
  if (orders.length === 0) return [{ parts: 'all', order: null, after: false }];
  return orders.flatMap((order) => behind.map((after): Choice => ({ parts: 'all', order, after })));
}
