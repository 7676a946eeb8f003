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
  return Array.isArray(value) ? list(value, levels, indent) : record(value, levels, indent);
}

function list(values: readonly unknown[], levels: number, indent: string): string {
  if (values.length === 0) return '[]';
  const deeper = `${indent}  `;
  return `[\n${deeper}${values.map((one) => text(one, levels - 1, deeper)).join(`,\n${deeper}`)}\n${indent}]`;
}

function record(value: object, levels: number, indent: string): string {
  const deeper = `${indent}  `;
  let lines = '';
  for (const [key, one] of Object.entries(value) as [string, unknown][]) {
    if (one !== undefined) lines += `${lines === '' ? '' : ',\n'}${deeper}${JSON.stringify(key)}: ${text(one, levels - 1, deeper)}`;
  }
  return lines === '' ? '{}' : `{\n${lines}\n${indent}}`;
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
