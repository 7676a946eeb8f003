/** `at`: where the problem stands in {@link lossyText}. */
export type Decoded = { readonly text: string } | { readonly problem: string; readonly hint: string; readonly at: number };

/** Bytes of a file to text: strict UTF-8, without byte order mark, CRLF as LF. The problem reads on from the file's name. */
export function decodeText(bytes: Uint8Array): Decoded {
  if (isUtf16(bytes)) return { problem: 'is UTF-16 text, not UTF-8', hint: 'save it as UTF-8', at: 0 };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const line = firstBadLine(bytes);
    return { problem: `is not UTF-8 text: line ${line} has other bytes`, hint: 'save it as UTF-8', at: badOffset(lossyText(bytes), line) };
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const problem = `has a NUL character in line ${text.slice(0, nul).split('\n').length}`;
    return { problem, hint: 'remove it: PostgreSQL does not take it', at: text.slice(0, nul).replaceAll('\r\n', '\n').length };
  }
  return { text: text.replaceAll('\r\n', '\n') };
}

/** What can be read of a file that is not UTF-8; without byte order mark, CRLF as LF. Nothing of UTF-16. */
export function lossyText(bytes: Uint8Array): string {
  return isUtf16(bytes) ? '' : new TextDecoder('utf-8').decode(bytes).replaceAll('\r\n', '\n');
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** Offset of the first replaced character in a line (1-based). */
function badOffset(text: string, line: number): number {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return start + Math.max(0, (lines[line - 1] ?? '').indexOf('\ufffd'));
}

/** No UTF-8 character holds the byte of a line end, so lines can be tried one by one. */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let start = 0;
  for (let line = 1; ; line += 1) {
    const newline = bytes.indexOf(0x0a, start);
    try {
      decoder.decode(bytes.subarray(start, newline < 0 ? bytes.length : newline));
    } catch {
      return line;
    }
    if (newline < 0) return line;
    start = newline + 1;
  }
}
