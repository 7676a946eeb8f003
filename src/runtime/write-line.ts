/** One line of JSON on standard output, for CloudWatch. */
export function writeLine(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
