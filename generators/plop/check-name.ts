import { WrongLine } from './refused.js';

/** Names that Windows keeps for devices, whatever follows their dot. */
const devices = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/iu;

const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name);

/** @throws WrongLine PGC760 for what would have to be quoted in every statement that names it, or cannot be a name */
export function checkSqlName(what: string, name: string): string {
  const fine = /^[a-z_][a-z0-9_]*$/u.test(name) && Buffer.byteLength(name) <= 63 && !name.startsWith('pg_');
  if (!fine) throw new WrongLine('PGC760', `${shown(name)} cannot be the name of a ${what} here`, 'up to 63 of a-z, 0-9 and _, a letter first, and not pg_');
  return name;
}

/** @throws WrongLine PGC760 */
export function checkGraphqlName(what: string, name: string): string {
  const fine = /^[_A-Za-z][_0-9A-Za-z]*$/u.test(name) && !name.startsWith('__') && name.length <= 100;
  if (!fine) throw new WrongLine('PGC760', `${shown(name)} cannot be the name of ${what}`, name.startsWith('__') ? 'names with __ are GraphQL\'s own' : 'letters of a-z, digits and _, no digit first, as in listOrders or Customer.latestOrders');
  return name;
}

/** A file's name, without its ending: `nightly-report`. @throws WrongLine PGC760 */
export function checkFileName(name: string): string {
  const kebab = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/gu, '-').toLowerCase();
  const fine = /^[a-z][a-z0-9-]*$/u.test(kebab) && kebab.length <= 60 && !devices.test(kebab);
  if (!fine) throw new WrongLine('PGC760', `${shown(name)} cannot be the name of a file here`, 'letters, digits and hyphens, a letter first, as in nightly-report');
  return kebab;
}
