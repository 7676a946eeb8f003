import { lineEndAt, rawOffset, userFile } from './user-file.js';
import type { Edited, Refusal, Splice, UserFile } from './types.js';

/** The raw text of a file with its splices, in the line ends of the places they are put at. They must not overlap. */
function applySplices(file: UserFile, splices: readonly Splice[]): string {
  return [...splices].sort((a, b) => b.start - a.start || b.end - a.end).reduce((raw, { start, end, text }) => {
    const [from, to] = [rawOffset(file, start), rawOffset(file, end)];
    return raw.slice(0, from) + text.replaceAll('\n', lineEndAt(file.raw, from)) + raw.slice(to);
  }, file.raw);
}

/** What is held against a spliced text. */
export interface Proof {
  /** Whether the new text reads, and says what was wanted and all that it said before. */
  readonly holds: (after: UserFile) => boolean;
  /** What a second run would splice. */
  readonly again: (after: UserFile) => readonly Splice[] | Refusal;
}

/**
 * Splices a file, if what comes out stands up to the proof: it reads, every line without a splice is there byte for byte
 * in its order, and a second run would change nothing. Null where it does not.
 */
export function spliceFile(file: UserFile, splices: readonly Splice[], proof: Proof): Edited | null {
  if (splices.length === 0) return { kind: 'unchanged' };
  const after = userFile(file.path, applySplices(file, splices));
  if (!keepsLines(file, splices, after) || !proof.holds(after)) return null;
  const again = proof.again(after);
  return 'kind' in again || again.length > 0 ? null : { kind: 'edited', raw: after.raw };
}

const linesOf = (raw: string): readonly string[] => raw.split(/(?<=\n)/u);

/** A line that a splice begins in, ends in or covers may differ; the first of a line end is at its line's end. */
function keepsLines(file: UserFile, splices: readonly Splice[], after: UserFile): boolean {
  const touched = splices.map(({ start, end }) => [rawOffset(file, start), rawOffset(file, end)] as const);
  const fresh = linesOf(after.raw);
  let [from, next] = [0, 0];
  for (const line of linesOf(file.raw)) {
    const to = from + line.length;
    const whole = !touched.some(([start, end]) => start < to && end >= from) && !touched.some(([start]) => start === to && !line.endsWith('\n'));
    from = to;
    if (!whole) continue;
    const found = fresh.indexOf(line, next);
    if (found < 0) return false;
    next = found + 1;
  }
  return true;
}
