import type { SourceText, Span } from '../source/types.js';

/** A value of a settings or spec file with the places of all that is in it. */
export interface Place {
  /** The value as plain data: maps are objects without a prototype. */
  readonly value: unknown;
  readonly span: Span;
  /** Of the key it stands under. */
  readonly key: Span | null;
  /** By key, or by index for a list. */
  readonly children: ReadonlyMap<string, Place>;
  /** A text's characters with their places in the file. */
  readonly text: SourceText | null;
}

type Path = readonly PropertyKey[];

/** The part of `place` at `path`; where the file has no such part, the nearest one around it. */
export function placeAt(place: Place, ...path: Path): Place {
  let found = place;
  for (const step of path) {
    const next = found.children.get(String(step));
    if (next === undefined) return found;
    found = next;
  }
  return found;
}

/** Where to point at to speak of a value: a map or list by its key, since it may fill pages. */
export function pointAt(place: Place): Span {
  return place.children.size > 0 ? (place.key ?? firstOf(place.span)) : place.span;
}

/** Where to point at to speak of what a key says: the key. */
export function keyOf(place: Place): Span {
  return place.key ?? (place.children.size > 0 ? firstOf(place.span) : place.span);
}

function firstOf(span: Span): Span {
  return { ...span, end: Math.min(span.end, span.start + 1) };
}
