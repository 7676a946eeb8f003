/** Longest line that a list or an object may be written on. */
const width = 120;

/**
 * JSON for people and diffs: broken into lines down to the level given, except for what is short at the last two.
 * Reads back as what `JSON.stringify` would write.
 *
 * @param levels how many levels of lists and objects are broken into lines
 */
export function jsonText(value: object, levels: number): string {
  const pieces: string[] = [];
  outer(value, levels, '', { keys: new Map(), pieces, depth: 2 });
  pieces.push('\n');
  return pieces.join('');
}

/** Keys as they are written: few, and each of them in thousands of records. */
type Keys = Map<string, string>;

interface Outer {
  readonly keys: Keys;
  readonly pieces: string[];
  /** How many levels are written piece by piece: the text of a large file is then put together once. */
  readonly depth: number;
}

function outer(value: unknown, levels: number, indent: string, { keys, pieces, depth }: Outer): void {
  if (depth === 0 || levels <= 2 || typeof value !== 'object' || value === null || Array.isArray(value)) return void pieces.push(text(value, levels, indent, keys));
  const deeper = `${indent}  `;
  let before = '{\n';
  for (const key in value) {
    const one: unknown = Reflect.get(value, key);
    if (one === undefined) continue;
    pieces.push(before, deeper, keyText(key, keys));
    outer(one, levels - 1, deeper, { keys, pieces, depth: depth - 1 });
    before = ',\n';
  }
  pieces.push(before === '{\n' ? '{}' : `\n${indent}}`);
}

function text(value: unknown, levels: number, indent: string, keys: Keys): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (levels <= 0 || typeof value !== 'object') return JSON.stringify(value);
  if (levels <= 2 && roomAfter(value, width - indent.length) >= 0) {
    const short = JSON.stringify(value);
    if (short.length + indent.length <= width) return short;
  }
  const deeper = `${indent}  `;
  const entries = Array.isArray(value) ? value.map((one) => text(one, levels - 1, deeper, keys)) : record(value, levels, deeper, keys);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  // Joined, not added up: the strings of what is inside are then gone at once.
  return entries.length === 0 ? `${open}${close}` : `${open}\n${deeper}${entries.join(`,\n${deeper}`)}\n${indent}${close}`;
}

function record(value: object, levels: number, indent: string, keys: Keys): readonly string[] {
  const entries: string[] = [];
  for (const key in value) {
    const one: unknown = Reflect.get(value, key);
    if (one !== undefined) entries.push(keyText(key, keys) + text(one, levels - 1, indent, keys));
  }
  return entries;
}

function keyText(key: string, keys: Keys): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const made = `${JSON.stringify(key)}: `;
  keys.set(key, made);
  return made;
}

/** What is left of `room` characters when the value is written, at most; below zero as soon as it cannot fit. */
function roomAfter(value: unknown, room: number): number {
  if (typeof value === 'string') return room - value.length - 2;
  if (typeof value !== 'object' || value === null) return room - 1;
  let left = room - 1;
  for (const key in value) {
    if (left < 0) return left;
    const one: unknown = Reflect.get(value, key);
    if (one !== undefined) left = roomAfter(one, left - 1 - (Array.isArray(value) ? 0 : key.length + 3));
  }
  return left;
}
