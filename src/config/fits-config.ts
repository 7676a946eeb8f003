import type { ConfigInput } from './config-form.js';
import { authModes, scalarNames } from './scalar-names.js';
import { accountNumber, claimName, credentialModes, engines, mostClaims, mostRows, postgresMajors } from './setting-rules.js';

type Fits = (value: unknown) => boolean;

const text: Fits = (value) => typeof value === 'string';
const identifier: Fits = (value) => text(value) && value !== '';
const flag: Fits = (value) => typeof value === 'boolean';
const rows: Fits = (value) => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= mostRows;
const matches = (form: RegExp): Fits => (value) => typeof value === 'string' && form.test(value);
const among = (values: readonly unknown[]): Fits => (value) => values.includes(value);
const list = (fits: Fits, least = 0, most = Infinity): Fits => (value) => Array.isArray(value) && value.length >= least && value.length <= most && [...value].every((one) => fits(one));
// What is called as an object's prototype is called is for `lostKeys`.
const entries = (fits: (name: string) => Fits | undefined): Fits => (value) => isPlain(value) && Object.entries(value).every(([name, one]) => name !== '__proto__' && fits(name)?.(one) === true);
const map = (key: Fits, fits: Fits): Fits => entries((name) => (key(name) ? fits : undefined));
const record = (forms: Readonly<Record<string, Fits>>): Fits => entries((name) => (Object.hasOwn(forms, name) ? forms[name] : undefined));

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

const settings: Readonly<Record<keyof ConfigInput, Fits>> = {
  engine: among(engines),
  postgres: among(postgresMajors),
  templateSchema: text,
  roles: map(text, record({ inherits: list(identifier) })),
  credentials: among(credentialModes),
  scalars: map(identifier, among(scalarNames)),
  limits: record({ list: record({ size: rows, max: rows }) }),
  defaultGrants: flag,
  knownRoles: list(identifier),
  auth: list(among(authModes), 1),
  claims: list(matches(claimName), 1, mostClaims),
  environments: map(identifier, record({ region: text, account: matches(accountNumber), stack: text, protect: flag })),
};

/**
 * Whether settings have their form beyond doubt, so that `configForm`, which says what is wrong with others, and zod with
 * it, need not be loaded: it takes as long as a command that has little to do. What this takes, the form takes as it is.
 */
export function fitsConfig(value: unknown): value is ConfigInput {
  return record(settings)(value);
}
