import pluralize from 'pluralize';
import { words } from './words.js';

/** Words of schemas that are the same in both numbers, beyond those that `pluralize` knows. */
const invariant: ReadonlySet<string> = new Set([
  'data', 'metadata', 'media', 'info', 'feedback', 'staff', 'evidence', 'payroll', 'inventory', 'sms', 'mms', 'pos', 'os', 'gps', 'dns', 'tls', 'css', 'https',
  'is', 'as', 'us', 'this', 'has', 'goods', 'kudos', 'premises', 'whereabouts', 'browse',
]);

/** Singular and plural where `pluralize` 8 is wrong or uses a form that nobody names a table by. */
const irregular: Readonly<Record<string, string>> = {
  cookie: 'cookies', cache: 'caches', lens: 'lenses', canvas: 'canvases', virus: 'viruses', schema: 'schemas', corpus: 'corpora', oasis: 'oases',
  axis: 'axes', cactus: 'cactuses', atlas: 'atlases', bias: 'biases', gas: 'gases', calorie: 'calories', movie: 'movies', pie: 'pies', tie: 'ties',
};
const singulars = new Map(Object.entries(irregular).map(([one, many]) => [many, one]));

function inCaseOf(word: string, changed: string): string {
  return word.length > 1 && word === word.toUpperCase() ? changed.toUpperCase() : changed;
}

function singularWord(word: string): string {
  const low = word.toLowerCase();
  if (invariant.has(low) || Object.hasOwn(irregular, low)) return word;
  return inCaseOf(word, singulars.get(low) ?? pluralize.singular(low));
}

function pluralWord(word: string): string {
  const low = word.toLowerCase();
  if (invariant.has(low) || singulars.has(low)) return word;
  const own = Object.hasOwn(irregular, low) ? irregular[low] : undefined;
  return inCaseOf(word, own ?? pluralize.plural(low));
}

/** English numbers belong to the last word that is one: `orders_2024` is `order_2024`. */
function changeLast(name: string, change: (word: string) => string): string {
  const parts = words(name);
  const at = parts.findLastIndex((part) => /^[A-Za-z]{2,}$/.test(part));
  return (name.startsWith('_') ? '_' : '') + parts.map((part, index) => (index === at ? change(part) : part)).join('_');
}

/** `order_items` to `order_item`, `people` to `person`, `statuses` to `status`; words are joined by underscores. */
export function singular(name: string): string {
  return changeLast(name, singularWord);
}

/** `order_item` to `order_items`; a plural stays as it is. */
export function plural(name: string): string {
  return changeLast(name, pluralWord);
}
