/** Names and keywords of SQL as PostgreSQL prints it, as they stand there: quoted where they have to be. */
export const word = /"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*/gu;

export function wordsOf(sql: string): ReadonlySet<string> {
  return new Set(sql.match(word));
}
