/** What can be told from the text of a DatabaseErrorException. */
export interface ServerMessage {
  readonly sqlstate: string | null;
  /** Constraint that refused, of SQLSTATE class 23. */
  readonly constraint: string | null;
  /** First line of a RAISE whose ERRCODE is of class PGC: the one text of a server that was written for clients. */
  readonly raised: string | null;
}

const mark = /SQLState: ?([0-9A-Z]{5})(?![0-9A-Z])/g;

/**
 * Reads the RDS Data API's text of an error, `ERROR: text; SQLState: 42P01`: a position, and lines of detail and hint,
 * may stand between. Only what the server itself put in is believed: the SQLSTATE at the end of the text, since what
 * stands before it may hold a caller's values.
 */
export function readServerMessage(message: string): ServerMessage {
  const sqlstate = readSqlstate(message);
  return {
    sqlstate,
    constraint: sqlstate?.startsWith('23') === true ? constraintOf(primaryText(message)) : null,
    raised: sqlstate?.startsWith('PGC') === true ? primaryText(message) : null,
  };
}

function readSqlstate(message: string): string | null {
  const found = [...message.matchAll(mark)];
  const last = found.at(-1);
  if (last === undefined) return null;
  const after = message.slice(last.index + last[0].length);
  // Lines behind the SQLSTATE could forge one, unless there is but one in the whole text.
  const believed = after.trim() === '' || (found.length === 1 && /^\s*\n/.test(after));
  return believed ? (last[1] ?? null) : null;
}

/**
 * The first line of an error's text, without what the server adds to it: at most 500 characters, none of them a control.
 * It may hold a caller's values.
 */
export function primaryText(message: string): string {
  const line = /^[^\r\n\u2028\u2029]*/.exec(message.trimStart())?.[0] ?? '';
  const own = line.replace(/^ERROR: +/, '').replace(/; (?:Position|SQLState|Detail|Hint|Where): .*$/, '');
  return own.replace(/\p{Cc}/gu, '').trim().slice(0, 500);
}

/** The name behind the last `constraint`; PostgreSQL names the table after it, and never a value in this line. */
function constraintOf(line: string): string | null {
  const start = line.lastIndexOf('constraint "');
  if (start < 0) return null;
  const name = /^"((?:[^"]|"")+)"(?=$| on table "| of relation "| is )/.exec(line.slice(start + 11))?.[1];
  return name?.replaceAll('""', '"') ?? null;
}
