/** Longest line that a list or an object may be written on. */
const width = 120;

/**
 * JSON for people and diffs: broken into lines down to the level given, except for what is short at the last two.
 * Reads back as what `JSON.stringify` would write.
 *
 * @param levels how many levels of lists and objects are broken into lines
 */
export function jsonText(value: object, levels: number): string {
  return `${text(value, levels, '')}\n`;
}

function text(value: unknown, levels: number, indent: string): string {
  if (levels <= 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (levels <= 2 && roomAfter(value, width - indent.length) >= 0) {
    const short = JSON.stringify(value);
    if (short.length + indent.length <= width) return short;
  }
  const deeper = `${indent}  `;
  const entries = Array.isArray(value) ? value.map((one) => text(one, levels - 1, deeper)) : record(value, levels, deeper);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  // Joined, not added up: the strings of what is inside are then gone at once.
  return entries.length === 0 ? `${open}${close}` : [`${open}\n${deeper}`, entries.join(`,\n${deeper}`), `\n${indent}${close}`].join('');
}

function record(value: object, levels: number, indent: string): readonly string[] {
  const entries: string[] = [];
  for (const [key, one] of Object.entries(value) as [string, unknown][]) {
    if (one !== undefined) entries.push([JSON.stringify(key), text(one, levels - 1, indent)].join(': '));
  }
  return entries;
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
