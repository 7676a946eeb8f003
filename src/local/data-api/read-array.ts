import { ServiceError } from './service-error.js';

/**
 * Elements of PostgreSQL's text of an array; null for NULL.
 *
 * @throws ServiceError UnsupportedResultException for an array of arrays
 */
export function readArray(text: string): (string | null)[] {
  // Bounds other than 1 stand in front.
  const open = text.indexOf('{');
  if (text.slice(0, open).includes('][')) refuse();
  const elements: (string | null)[] = [];
  const next = /\{|"((?:[^"\\]|\\[^])*)"|((?:[^",{}\\]|\\[^])+)|[,}]/y;
  next.lastIndex = open + 1;
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    const [found, quoted, bare] = match;
    if (found === '{') refuse();
    if (quoted !== undefined) elements.push(quoted.replace(/\\([^])/g, '$1'));
    if (bare !== undefined) elements.push(bare === 'NULL' ? null : bare.replace(/\\([^])/g, '$1'));
  }
  return elements;
}

function refuse(): never {
  throw new ServiceError('UnsupportedResultException', 'The result contains a multidimensional array, which is not supported');
}
