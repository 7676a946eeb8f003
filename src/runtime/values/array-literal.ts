/**
 * A one-dimensional array as PostgreSQL reads it (manual, "Array Input and Output Syntax"): every element quoted, so that
 * none is taken for NULL or for structure.
 */
export function arrayLiteral(elements: readonly (string | null)[]): string {
  return `{${elements.map((element) => (element === null ? 'NULL' : `"${element.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;
}
