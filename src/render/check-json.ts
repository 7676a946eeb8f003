/** An entry two levels down, on lines of its own: a statement of statements.json. No string holds a line end. */
const entry = /^( {4}"(?:[^"\\\n]|\\.)*": )(\{\n[^]*?\n {4}\})(?=,?$)/gm;

/**
 * Throws for a text that is not JSON. Read entry by entry, each forgotten before the next: statements.json is large, and
 * as a whole would be the most that a run has in memory.
 */
export function checkJson(text: string): void {
  try {
    JSON.parse(text.replace(entry, withoutValue));
  } catch {
    JSON.parse(text); // It may only look otherwise than it is printed.
  }
}

function withoutValue(_entry: string, key: string, value: string): string {
  JSON.parse(value);
  return `${key}null`;
}
