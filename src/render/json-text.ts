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
  const entries = levels > 0 ? entriesOf(value) : null;
  if (entries === null || entries.length === 0) return JSON.stringify(value);
  if (levels <= 2) {
    const short = JSON.stringify(value);
    if (short.length + indent.length <= width) return short;
  }
  const deeper = `${indent}  `;
  const lines = entries.map(([key, one]) => `${deeper}${key}${text(one, levels - 1, deeper)}`);
  return Array.isArray(value) ? `[\n${lines.join(',\n')}\n${indent}]` : `{\n${lines.join(',\n')}\n${indent}}`;
}

/** Keys as they are written, with their values; null for what is neither a list nor an object. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | null {
  if (Array.isArray(value)) return value.map((one: unknown) => ['', one] as const);
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).filter(([, one]) => one !== undefined).map(([key, one]: [string, unknown]) => [`${JSON.stringify(key)}: `, one] as const);
}
