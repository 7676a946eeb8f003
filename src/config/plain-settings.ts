import { plainTokens, type PlainToken } from './plain-tokens.js';

/** No setting is deeper; what is has to be run. */
const deepest = 16;

/**
 * The settings of a file that holds nothing but them: `export default defineConfig({ ... })`, with texts, numbers, lists
 * and maps as they are written out. Such a file means the same wherever it is run, so it does not have to be: what runs
 * TypeScript takes longer to load than many a command has to do.
 *
 * @returns null for everything else
 */
export function plainSettings(text: string): { readonly value: unknown } | null {
  const tokens = plainTokens(text);
  if (tokens === null) return null;
  const [imported, from] = afterImport(tokens);
  if (wordAt(tokens, from) !== 'export' || wordAt(tokens, from + 1) !== 'default') return null;
  const isCall = wordAt(tokens, from + 2) === 'defineConfig' && isSign(tokens, from + 3, '(');
  if (isCall && !imported) return null;
  const found = mapAt(tokens, from + (isCall ? 4 : 2), 0);
  return found !== null && isEnd(tokens, isCall ? behindCall(tokens, found.next) : found.next) ? { value: found.value } : null;
}

/** Whether `defineConfig` is there, and where to go on. */
function afterImport(tokens: readonly PlainToken[]): readonly [boolean, number] {
  const written = tokens.slice(0, 6).map(({ kind, text }) => (kind === 'text' ? `'${text}'` : text)).join(' ');
  if (written !== "import { defineConfig } from 'pg-cognition'") return [false, 0];
  if (isSign(tokens, 6, ';')) return [true, 7];
  return tokens[6]?.isBelow === true ? [true, 6] : [false, 0];
}

function behindCall(tokens: readonly PlainToken[], at: number): number {
  const close = isSign(tokens, at, ',') ? at + 1 : at;
  return isSign(tokens, close, ')') ? close + 1 : -1;
}

function isEnd(tokens: readonly PlainToken[], at: number): boolean {
  return at >= 0 && (at === tokens.length || (isSign(tokens, at, ';') && at + 1 === tokens.length));
}

interface Found {
  readonly value: unknown;
  /** The token behind it. */
  readonly next: number;
}

function valueAt(tokens: readonly PlainToken[], at: number, depth: number): Found | null {
  const { kind, text } = tokens[at] ?? { kind: 'sign', text: '' };
  if (depth > deepest) return null;
  if (kind === 'text') return { value: text, next: at + 1 };
  if (kind === 'number') return { value: Number(text), next: at + 1 };
  if (kind === 'word') return Object.hasOwn(words, text) ? { value: words[text], next: at + 1 } : null;
  if (text === '[') return listAt(tokens, at, depth);
  return mapAt(tokens, at, depth);
}

const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

function listAt(tokens: readonly PlainToken[], start: number, depth: number): Found | null {
  const value: unknown[] = [];
  for (let at = start + 1; ; ) {
    if (isSign(tokens, at, ']')) return { value, next: at + 1 };
    const item = valueAt(tokens, at, depth + 1);
    if (item === null) return null;
    value.push(item.value);
    if (isSign(tokens, item.next, ',')) at = item.next + 1;
    else return isSign(tokens, item.next, ']') ? { value, next: item.next + 1 } : null;
  }
}

function mapAt(tokens: readonly PlainToken[], start: number, depth: number): Found | null {
  if (!isSign(tokens, start, '{')) return null;
  const value: Record<string, unknown> = {};
  for (let at = start + 1; ; ) {
    if (isSign(tokens, at, '}')) return { value, next: at + 1 };
    const key = tokens[at];
    // Written out, this one sets an object's prototype.
    if (key === undefined || (key.kind !== 'word' && key.kind !== 'text') || key.text === '__proto__' || !isSign(tokens, at + 1, ':')) return null;
    const item = valueAt(tokens, at + 2, depth + 1);
    if (item === null) return null;
    value[key.text] = item.value;
    if (isSign(tokens, item.next, ',')) at = item.next + 1;
    else return isSign(tokens, item.next, '}') ? { value, next: item.next + 1 } : null;
  }
}

function isSign(tokens: readonly PlainToken[], at: number, sign: string): boolean {
  return tokens[at]?.kind === 'sign' && tokens[at].text === sign;
}

function wordAt(tokens: readonly PlainToken[], at: number): string | null {
  const found = tokens[at];
  return found?.kind === 'word' ? found.text : null;
}
