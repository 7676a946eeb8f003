const control = /[\u0000-\u0008\u000b-\u001f]/gu;
const deceptive = /[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/**
 * Text of the user's that is safe to print: control characters become their pictures and those that reorder a line
 * become U+FFFD, so that a file cannot send commands to the terminal. Tabs and line ends stay; one unit for one unit.
 */
export function printable(text: string): string {
  return text
    .replaceAll(control, (unit) => String.fromCharCode(0x2400 + unit.charCodeAt(0)))
    .replaceAll(deceptive, '\ufffd');
}

/** The same for what must stay on one line. */
export function printableLine(text: string): string {
  return printable(text.replaceAll(/\s*\n\s*/gu, ' '));
}
