import { refuseCharacters } from './scalars.js';
import { mustBe } from './value-refused.js';

/**
 * JSON that jsonb takes.
 *
 * @throws ValueRefused for U+0000 and halves of surrogate pairs anywhere in it (jsonb has neither), for what JSON has no
 * form for, and for nesting too deep to write
 */
export function jsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value) as string | undefined;
  } catch {
    // A circle, a bigint, or a depth that the stack does not hold.
  }
  // JSON.stringify escapes exactly these two so; a backslash of the value's own is doubled.
  if (text !== undefined && /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f])/.test(text)) refuseCharacters();
  return text ?? mustBe('a JSON value');
}
