import { words } from './words.js';

const lower = (word: string): string => word.toLowerCase();
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

/** Two groups of digits stay apart: `a_1_2` is `a1_2`, not `a12`. */
function join(parts: readonly string[]): string {
  return parts.reduce((text, part) => (/[0-9]$/.test(text) && /^[0-9]/.test(part) ? `${text}_${part}` : text + part), '');
}

/** A digit cannot begin a GraphQL name, `__` is introspection's, and nothing at all is no name. */
function legal(text: string, ifEmpty: string): string {
  if (text === '') return ifEmpty;
  return /^[0-9]/.test(text) ? `_${text}` : text;
}

const lead = (name: string): string => (/^_+[^_]/.test(name) ? '_' : '');

/** `order_items` to `orderItems`. Leading underscores become one; `2fa` becomes `_2fa`; the empty name `empty`. */
export function camelCase(name: string): string {
  const [first = '', ...rest] = words(name);
  return legal(lead(name) + join([lower(first), ...rest.map(capital)]), 'empty');
}

/** `order_items` to `OrderItems`, with the same rules for what GraphQL cannot say. */
export function pascalCase(name: string): string {
  return legal(lead(name) + join(words(name).map(capital)), 'Empty');
}

/** `in progress` to `IN_PROGRESS`. */
export function upperSnake(name: string): string {
  return legal(lead(name) + words(name).map((word) => word.toUpperCase()).join('_'), 'EMPTY');
}

/** What GraphQL accepts as a name that is not introspection's. */
export function isLegalName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.startsWith('__');
}
