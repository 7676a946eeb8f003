/** A token of a settings file: a word, a text without its quotes, a number or a sign. */
export interface PlainToken {
  readonly kind: 'word' | 'text' | 'number' | 'sign';
  readonly text: string;
  /** It stands on another line than the token before it. */
  readonly isBelow: boolean;
}

const blank = /\s+|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\//uy;
const token = /([A-Za-z_$][\w$]*)|(?:'([^'\\\n\r]*)'|"([^"\\\n\r]*)")|(-?(?:0|[1-9]\d*)(?:\.\d+)?)|([{}[\](),:;])/uy;

/** The tokens of settings that are plain data; null where there are others: escapes, operators, templates. */
export function plainTokens(text: string): readonly PlainToken[] | null {
  const tokens: PlainToken[] = [];
  let isBelow = false;
  for (let at = 0; at < text.length; ) {
    blank.lastIndex = token.lastIndex = at;
    const between = blank.exec(text)?.[0];
    const [whole = '', word, single, double, number, sign] = between === undefined ? (token.exec(text) ?? []) : [];
    if (between === undefined && whole === '') return null;
    at += (between ?? whole).length;
    isBelow ||= between?.includes('\n') === true;
    if (between !== undefined) continue;
    tokens.push({ ...kindOf(word, single ?? double, number, sign), isBelow });
    isBelow = false;
  }
  return tokens;
}

function kindOf(word: string | undefined, text: string | undefined, number: string | undefined, sign = ''): Omit<PlainToken, 'isBelow'> {
  if (word !== undefined) return { kind: 'word', text: word };
  if (text !== undefined) return { kind: 'text', text };
  return number === undefined ? { kind: 'sign', text: sign } : { kind: 'number', text: number };
}
