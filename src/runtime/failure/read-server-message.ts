/** What can be told from the text of a DatabaseErrorException. */
export interface ServerMessage {
  readonly sqlstate: string | null;
  /** Constraint that refused, of SQLSTATE class 23. */
  readonly constraint: string | null;
}

/**
 * Reads the RDS Data API's text of an error, `ERROR: text; SQLState: 42P01`: a position, and lines of detail and hint,
 * may stand between. Only what the server itself put in is believed: the SQLSTATE at the end of the text, since what
 * stands before it may hold a caller's values.
 */
export function readServerMessage(message: string): ServerMessage {
  const sqlstate = /SQLState: ?([0-9A-Z]{5})\s*$/.exec(message)?.[1] ?? null;
  // The last name of the line counts: PostgreSQL names the table before it, or behind, and never a value in this line.
  const found = /.*constraint "(.+?)"(?=$| on table "| of relation "| is )/.exec(primaryText(message));
  return { sqlstate, constraint: (sqlstate?.startsWith('23') && found?.[1]) || null };
}

/**
 * The first line of an error's text, without what the server adds to it: at most 500 characters, none of them a control.
 * It may hold a caller's values.
 */
export function primaryText(message: string): string {
  const line = /^(?:ERROR: +)?(.*?)(?:; (?:Position|SQLState|Detail|Hint|Where): .*)?$/m.exec(message.trimStart())?.[1] ?? '';
  return line.replace(/\p{Cc}/gu, '').trim().slice(0, 500);
}
