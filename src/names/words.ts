/** Letters that Unicode does not decompose into an ASCII letter and a mark. */
const latin: Readonly<Record<string, string>> = {
  ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', þ: 'th', Þ: 'TH', ł: 'l', Ł: 'L', ı: 'i',
};

/** The text as it is in most schemas. */
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

function toAscii(text: string): string {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '');
  return [...bare].map((char) => latin[char] ?? char).join('');
}

const codePoint = (char: string): string => `u${(char.codePointAt(0) ?? 0).toString(16)}`;

/** Letters and digits of other scripts, which GraphQL cannot write, as their code points: `客` is `u5ba2`. */
function spellOut(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (char) => (/[\p{L}\p{N}]/u.test(char) ? ` ${codePoint(char)} ` : ' '));
}

/**
 * An SQL name cut into words of ASCII letters and digits, at everything else and where case changes:
 * `order_items`, `orderItems` and `"Order Items"` are `order`, `items`; `HTTPServer` is `HTTP`, `Server`.
 * Accents are dropped; characters of other scripts become their code points, and so does a name made only of signs.
 * Never empty, except for the empty name.
 */
export function words(name: string): readonly string[] {
  const text = isAscii(name) ? name : spellOut(toAscii(name));
  const cut = text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
  const found = cut.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return found.length > 0 ? found : [...name].map(codePoint);
}
