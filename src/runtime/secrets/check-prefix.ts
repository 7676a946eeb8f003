/**
 * Refuses what cannot stand before the names of secrets: parts of letters, digits and `_+=.@!-`, with slashes between them.
 *
 * @throws TypeError
 */
export function checkPrefix(prefix: string): void {
  if (!/^[\w+=.@!-]+(\/[\w+=.@!-]+)*$/.test(prefix)) throw new TypeError('prefix is no beginning of a name of a secret');
}
