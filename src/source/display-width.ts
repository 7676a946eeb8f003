const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]$/u;
const zero = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Cells that one character takes in a terminal: 0, 1 or 2. Control characters and tabs are not for this function. */
export function displayWidth(character: string): 0 | 1 | 2 {
  if ((character.codePointAt(0) ?? 0) < 0x300) return 1;
  if (zero.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
