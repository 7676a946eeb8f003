import type { Segment, SourceFile, SourceText, Span } from './types.js';

/** The whole of a file as a piece of itself. */
export function wholeFile(file: SourceFile): SourceText {
  return { file: file.path, text: file.text, segments: [{ at: 0, source: 0 }] };
}

/**
 * Where `start` to `end` (exclusive) of a piece stand in its file. The end is the place behind the last character, so
 * that a span never runs on into the next line's indentation; an empty span stays empty.
 */
export function spanIn(text: SourceText, start: number, end: number): Span {
  const from = sourceOffset(text.segments, start);
  const to = end > start ? sourceOffset(text.segments, end - 1) + 1 : from;
  return { file: text.file, start: from, end: Math.max(from, to) };
}

/** A piece of a piece, with its way back to the file. */
export function sliceText(text: SourceText, start: number, end: number): SourceText {
  const first: Segment = { at: 0, source: sourceOffset(text.segments, start) };
  const rest = text.segments.filter((segment) => segment.at > start && segment.at < end);
  const segments = [first, ...rest.map((segment) => ({ at: segment.at - start, source: segment.source }))];
  return { file: text.file, text: text.text.slice(start, end), segments };
}

function sourceOffset(segments: readonly Segment[], at: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const segment = segments[Math.max(0, low - 1)];
  return segment === undefined ? at : segment.source + (at - segment.at);
}
