import type { Utility } from './utility.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

/** As in a form: a blank is `+`, and `*-._` stay as they are. */
const urlEncode = (value: unknown): string =>
  encodeURIComponent(text(value)).replaceAll('%20', '+').replaceAll(/[!'()~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

/** For a string of JavaScript: control characters and what is not ASCII as escapes, quotes and slashes with a backslash. */
const escapeJavaScript = (value: unknown): string =>
  text(value).replaceAll(/["'\\/]/g, '\\$&').replaceAll(/[\u0000-\u001f\u007f-\uffff]/g, (one) => escapes[one] ?? `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);

/** A pattern is found anywhere in the text. */
const matches = (pattern: unknown, value: unknown): boolean => new RegExp(text(pattern), 'u').test(text(value));

export const texts: Readonly<Record<string, Utility>> = {
  escapeJavaScript,
  urlEncode,
  urlDecode: (value) => decodeURIComponent(text(value).replaceAll('+', ' ')),
  base64Encode: (value) => Buffer.from(text(value)).toString('base64'),
  base64Decode: (value) => Buffer.from(text(value), 'base64').toString('utf8'),
  matches,
  'str.toUpper': (value) => text(value).toUpperCase(),
  'str.toLower': (value) => text(value).toLowerCase(),
  'str.toReplace': (value, part, to) => text(value).replaceAll(text(part), () => text(to)),
  'str.normalize': (value, form) => text(value).normalize(form === undefined || form === null ? 'NFC' : text(form).toUpperCase()),
};
