/** A line of `pgcog dev --json`. */
export function eventJson(event: string, more: object): string {
  return `${JSON.stringify({ event, ...more })}\n`;
}
