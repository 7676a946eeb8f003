import type { Fingerprint } from './types.js';

type Names = Fingerprint['names'];

/**
 * Whether two texts are the same but for names: where the first has one of its own, the second may have the one that
 * stands for the same. The first text says where, so the second's names may be words of it (a tenant `orders`).
 */
export function sameText(first: string | null, second: string | null, ownNames: Names, otherNames: Names): boolean {
  if (first === second) return true;
  if (first === null || second === null) return false;
  const words = ownNames.map(({ name }) => name.replace(/[^a-z0-9_]/giu, '\\$&')).join('|');
  const pattern = new RegExp(`((?<![\\w$])"?(?:${words})"?(?![\\w$]))`, 'giu');
  let place = 0;
  for (const [index, part] of first.split(pattern).entries()) {
    const allowed = index % 2 === 0 ? [part] : candidates(part, ownNames, otherNames);
    const next = allowed.find((one) => second.startsWith(one, place));
    if (next === undefined) return false;
    place += next.length;
  }
  return place === second.length;
}

/** Longest first, since a name may begin another: what follows decides, and it is no part of a name. */
function candidates(word: string, ownNames: Names, otherNames: Names): readonly string[] {
  const bare = word.replaceAll('"', '').toLowerCase();
  const slot = ownNames.find(({ name }) => name === bare)?.slot;
  const names = otherNames.filter((one) => one.slot === slot).map(({ name }) => name);
  return [word, ...names.flatMap((name) => [`"${name}"`, name])].sort((a, b) => b.length - a.length);
}
