import type { FieldStatement, Piece, Statement } from '../../statements/types.js';

/** The statements behind a field in the order that they run in, with their optional parts as a spec writes them. */
export function sqlOf({ check, statement, steps }: FieldStatement): readonly { readonly name: string; readonly sql: string }[] {
  const all = [...(check === null ? [] : [check]), ...(steps.length > 0 ? steps : statement === null ? [] : [statement])];
  return all.flatMap(variantsOf);
}

function variantsOf({ name, variants }: Statement): readonly { readonly name: string; readonly sql: string }[] {
  return variants.map(({ roles, sql }) => ({ name: roles === null ? name : `${name} (${roles.join(', ')})`, sql: sql.map(pieceText).join('').trim() }));
}

function pieceText(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if (piece.kind === 'part') return optional(piece.part, piece.sql);
  if (piece.kind === 'list') return piece.parts.map(({ part, sql }, n) => optional(part, `${n === 0 ? '' : piece.separator}${sql}`)).join('');
  const [first] = Object.entries(piece.orders);
  if (first === undefined) return '';
  return piece.kind === 'order' ? `/* ${first[0]} */ ${first[1]}` : optional('nextToken', first[1]);
}

function optional(part: string, sql: string): string {
  return `\n/*? ${part} */ ${sql.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`;
}
