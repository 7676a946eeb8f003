import { resolverEdits } from './render-resolver-sql.js';
import { splice } from './splice.js';
import type { CutPiece, Edit, ParameterUse, ResolverSql } from './types.js';

interface Range {
  readonly start: number;
  readonly end: number;
  readonly part: string | null;
}

/**
 * A resolver's SQL cut at its optional parts: text, part, text, ... Joined with all parts it is what
 * `renderResolverSql` gives for `parts: 'all'` with the same edits. An insertion on the edge of a part belongs to it.
 */
export function cutPieces(sql: ResolverSql, replace: (use: ParameterUse) => string, edits: readonly Edit[] = []): readonly CutPiece[] {
  const all = resolverEdits(sql, replace, { parts: 'all', edits });
  const ranges = rangesOf(sql);
  const pieces: CutPiece[] = [];
  for (const range of ranges) {
    const inside = all
      .filter((edit) => ownerOf(ranges, edit) === range)
      .map((edit) => ({ ...edit, start: edit.start - range.start, end: edit.end - range.start }));
    const text = splice(sql.text.slice(range.start, range.end), inside).text;
    if (range.part !== null) pieces.push({ kind: 'part', part: range.part, sql: text });
    else if (text !== '') pieces.push(text);
  }
  return pieces;
}

function rangesOf(sql: ResolverSql): readonly Range[] {
  const ranges: Range[] = [];
  let from = 0;
  for (const part of sql.parts) {
    ranges.push({ start: from, end: part.markerStart, part: null }, { start: part.markerStart, end: part.end, part: part.name });
    from = part.end;
  }
  return [...ranges, { start: from, end: sql.text.length, part: null }];
}

function ownerOf(ranges: readonly Range[], edit: Edit): Range | undefined {
  const holding = ranges.filter((range) => edit.start >= range.start && edit.end <= range.end);
  return holding.find((range) => range.part !== null) ?? holding[0];
}
