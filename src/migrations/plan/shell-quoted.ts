/** A word as it is typed in a POSIX shell. */
export function shellQuoted(text: string): string {
  return /^[\w.:,=\-]+$/.test(text) ? text : /'/.test(text) && !/["$`\\!]/.test(text) ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}
