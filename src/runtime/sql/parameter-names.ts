import { scanSql } from './scan.js';

/** Names of the `:name` parameters of a statement, each once, in the order of their first places. */
export function parameterNames(text: string): readonly string[] {
  return [...new Set(scanSql(text).filter((place) => place.kind === 'parameter').map((place) => place.name))];
}
