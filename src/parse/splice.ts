import type { Edit, SplicedText } from './types.js';

/** An edit with its place in the result. */
interface Placed extends Edit {
  readonly at: number;
}

/**
 * Applies edits to a text. They may come in any order, but not overlap; of insertions at one place the earlier in the
 * list stands first. Throws where two overlap or one is outside the text, which is our own bug.
 */
export function splice(text: string, edits: readonly Edit[]): SplicedText {
  // Sorting is stable, so that insertions at one place keep their order.
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const placed: Placed[] = [];
  let [result, from] = ['', 0];
  for (const edit of sorted) {
    if (edit.start < from || edit.end < edit.start || edit.end > text.length) {
      throw new Error(`splice: the edit ${edit.start}-${edit.end} overlaps one that ends at ${from}, or is outside the text`);
    }
    result += text.slice(from, edit.start);
    placed.push({ ...edit, at: result.length });
    result += edit.text;
    from = edit.end;
  }
  return splicedText(result + text.slice(from), placed);
}

function splicedText(text: string, placed: readonly Placed[]): SplicedText {
  const toSource = (offset: number): number => {
    const edit = last(placed, (one) => one.at <= offset);
    if (edit === undefined) return offset;
    const past = offset - edit.at - edit.text.length;
    return past < 0 ? edit.start : edit.end + past;
  };
  const toTarget = (offset: number): number => {
    const edit = last(placed, (one) => one.start <= offset);
    if (edit === undefined) return offset;
    return offset < edit.end ? edit.at : edit.at + edit.text.length + (offset - edit.end);
  };
  const endInSource = (offset: number): number => {
    const edit = last(placed, (one) => one.at < offset);
    if (edit === undefined) return offset;
    return edit.end + Math.max(0, offset - edit.at - edit.text.length);
  };
  const sourceRange = (start: number, end: number) => {
    const from = toSource(start);
    return { start: from, end: end > start ? Math.max(from, endInSource(end)) : from };
  };
  return { text, toSource, toTarget, sourceRange };
}

/** The last of a sorted list for which `holds` does, by halving. */
function last<T>(list: readonly T[], holds: (one: T) => boolean): T | undefined {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = list[middle];
    if (one !== undefined && holds(one)) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
