/** An identifier as PostgreSQL reads it from one token: `Orders` is orders, `"Orders"` and `U&"\004Frders"` are Orders. */
export function unquoteIdentifier(written: string): string {
  if (written.startsWith('"')) return written.slice(1, -1).replaceAll('""', '"');
  if (/^u&"/iu.test(written)) return decodeUnicode(written.slice(3, -1).replaceAll('""', '"'));
  return foldCase(written);
}

/** PostgreSQL folds the letters of ASCII only (in UTF-8 databases). */
export function foldCase(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => letter.toLowerCase());
}

/** The escapes of `U&"..."` and `U&'...'`: `\0041`, `\+01F600` and `\\`. */
function decodeUnicode(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; ) {
    const found = text[at] === '\\' ? /^(?:\+([0-9a-f]{6})|([0-9a-f]{4}))/iu.exec(text.slice(at + 1, at + 8)) : null;
    const code = found?.[1] ?? found?.[2];
    if (found !== null && code !== undefined) {
      const value = Number.parseInt(code, 16);
      result += code.length === 4 ? String.fromCharCode(value) : String.fromCodePoint(Math.min(value, 0x10ffff));
      at += found[0].length + 1;
    } else {
      if (text.startsWith('\\\\', at)) at += 1;
      result += text[at] ?? '';
      at += 1;
    }
  }
  return result;
}
