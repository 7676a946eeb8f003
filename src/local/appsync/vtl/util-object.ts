import { AppsyncError } from '../appsync-error.js';
import type { Console, ExtensionCall } from '../handler.js';
import { utilities } from '../util/utilities.js';
import { fromJava, JavaList, JavaMap, javaText, toJava, VtlObject, type VtlFunction } from './java-values.js';
import { truth } from './operate.js';

/** What a template leaves beside its text. */
export interface Traces {
  readonly appended: AppsyncError[];
  readonly extensions: ExtensionCall[];
  readonly console: Console;
  readonly authType: string | null;
}

const empty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (value instanceof JavaMap && value.entries.size === 0) || (value instanceof JavaList && value.items.length === 0);
const blank = (value: unknown): boolean => value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
const none = (value: unknown): boolean => value === null || value === undefined;

const errorOf = (message: unknown, type: unknown, data: unknown, info: unknown): AppsyncError =>
  new AppsyncError(javaText(message ?? null), none(type) ? null : javaText(type), fromJava(data), fromJava(info));

function end(error: AppsyncError): never {
  throw error;
}

function typeOf(value: unknown): string {
  if (none(value)) return 'Null';
  if (value instanceof JavaMap) return 'Map';
  if (value instanceof JavaList) return 'List';
  return ({ string: 'String', number: 'Number', boolean: 'Boolean' } as Readonly<Record<string, string>>)[typeof value] ?? 'Object';
}

const pure: Readonly<Record<string, VtlFunction>> = {
  toJson: (value) => JSON.stringify(fromJava(value)),
  parseJson: (text) => toJava(JSON.parse(javaText(text))),
  qr: () => '',
  quiet: () => '',
  isNull: none,
  isNullOrEmpty: empty,
  isNullOrBlank: blank,
  defaultIfNull: (value, other) => (none(value) ? other : value),
  defaultIfNullOrEmpty: (value, other) => (empty(value) ? other : value),
  defaultIfNullOrBlank: (value, other) => (blank(value) ? other : value),
  typeOf,
  isString: (value) => typeOf(value) === 'String',
  isNumber: (value) => typeOf(value) === 'Number',
  isBoolean: (value) => typeOf(value) === 'Boolean',
  isList: (value) => typeOf(value) === 'List',
  isMap: (value) => typeOf(value) === 'Map',
  error: (message, type, data, info) => end(errorOf(message, type, data, info)),
  unauthorized: () => end(new AppsyncError('', 'Unauthorized')),
  validate: (holds, message, type, data) => (truth(holds) ? '' : end(errorOf(message, type ?? 'CustomTemplateException', data, null))),
};

/** `$util`. What ends a template is thrown as an {@link AppsyncError}. */
export function utilObject(traces: Traces): VtlObject {
  const log = (level: string): VtlFunction => (...values) => {
    traces.console(level, values.map(fromJava));
    return '';
  };
  const functions: Record<string, VtlFunction> = {
    ...pure,
    appendError: (message, type, data, info) => {
      traces.appended.push(errorOf(message, type, data, info));
      return '';
    },
    authType: () => traces.authType,
    'log.info': log('info'),
    'log.debug': log('debug'),
    'log.error': log('error'),
  };
  for (const [name, run] of Object.entries(utilities)) functions[name] = (...values) => toJava(run(...values.map(fromJava)));
  functions['transform.toSubscriptionFilter'] = (...values) => JSON.stringify(utilities['transform.toSubscriptionFilter']?.(...values.map(fromJava)));
  return nested(functions);
}

/** `$extensions`: takes maps, or the JSON of one. */
export function extensionsObject(traces: Traces): VtlObject {
  const names = ['evictFromApiCache', 'setSubscriptionFilter', 'setSubscriptionInvalidationFilter', 'invalidateSubscriptions'];
  return new VtlObject(new Map(names.map((name): readonly [string, VtlFunction] => [name, (...values) => {
    const [first, ...rest] = values.map(fromJava);
    const map: unknown = name.startsWith('set') && typeof first === 'string' ? JSON.parse(first) : first;
    traces.extensions.push({ name, values: [map, ...rest] });
    return '';
  }])));
}

function nested(functions: Readonly<Record<string, VtlFunction>>): VtlObject {
  const members = new Map<string, VtlFunction | VtlObject>();
  const groups = new Map<string, Map<string, VtlFunction>>();
  for (const [name, run] of Object.entries(functions)) {
    const [first = '', second] = name.split('.');
    if (second === undefined) members.set(first, run);
    else groups.set(first, (groups.get(first) ?? new Map<string, VtlFunction>()).set(second, run));
  }
  for (const [name, group] of groups) members.set(name, new VtlObject(group));
  return new VtlObject(members);
}
