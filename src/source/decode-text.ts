export type Decoded = { readonly text: string } | { readonly problem: string; readonly hint: string };

/** Bytes of a file to text: strict UTF-8, without byte order mark, CRLF as LF. The problem reads on from the file's name. */
export function decodeText(bytes: Uint8Array): Decoded {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return { problem: 'is UTF-16 text, not UTF-8', hint: 'save it as UTF-8' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problem: `is not UTF-8 text: line ${firstBadLine(bytes)} has other bytes`, hint: 'save it as UTF-8' };
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const problem = `has a NUL character in line ${text.slice(0, nul).split('\n').length}`;
    return { problem, hint: 'remove it: PostgreSQL does not take it' };
  }
  return { text: text.replaceAll('\r\n', '\n') };
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
