import { JavaEntry, javaEquals, JavaList, JavaMap, javaText } from './java-values.js';

type Arguments = readonly unknown[];
type Methods<Target> = Readonly<Record<string, (target: Target, ...values: Arguments) => unknown>>;

const text = (value: unknown): string => javaText(value ?? null);
const place = (value: unknown): number => Number(value);
const pattern = (value: unknown, flags: string): RegExp => new RegExp(text(value), flags);

const ofMaps: Methods<JavaMap> = {
  get: ({ entries }, key) => entries.get(text(key)),
  getOrDefault: ({ entries }, key, other) => (entries.has(text(key)) ? entries.get(text(key)) : other),
  put: ({ entries }, key, value) => swapped(entries.get(text(key)), entries.set(text(key), value ?? null)),
  putIfAbsent: ({ entries }, key, value) => entries.get(text(key)) ?? swapped(null, entries.set(text(key), value ?? null)),
  putAll: ({ entries }, other) => {
    if (other instanceof JavaMap) for (const [key, value] of other.entries) entries.set(key, value);
    return null;
  },
  remove: ({ entries }, key) => swapped(entries.get(text(key)), entries.delete(text(key))),
  clear: ({ entries }) => entries.clear(),
  containsKey: ({ entries }, key) => entries.has(text(key)),
  containsValue: ({ entries }, value) => [...entries.values()].some((one) => javaEquals(one, value)),
  size: ({ entries }) => entries.size,
  isEmpty: ({ entries }) => entries.size === 0,
  keySet: ({ entries }) => new JavaList([...entries.keys()]),
  values: ({ entries }) => new JavaList([...entries.values()]),
  entrySet: ({ entries }) => new JavaList([...entries].map(([key, value]) => new JavaEntry(key, value))),
};

const ofLists: Methods<JavaList> = {
  get: ({ items }, index) => items[place(index)],
  set: ({ items }, index, value) => swapped(items[place(index)], items.splice(place(index), 1, value ?? null)),
  add: ({ items }, first, ...rest) => {
    if (rest.length === 0) items.push(first ?? null);
    else items.splice(place(first), 0, rest[0] ?? null);
    return true;
  },
  addAll: ({ items }, other) => (other instanceof JavaList ? items.push(...other.items) > 0 : false),
  remove: ({ items }, one) => {
    const index = typeof one === 'number' ? one : items.findIndex((item) => javaEquals(item, one));
    return index < 0 ? false : items.splice(index, 1)[0];
  },
  removeAll: ({ items }, other) => {
    const kept = items.filter((item) => !(other instanceof JavaList && other.items.some((one) => javaEquals(one, item))));
    return items.splice(0, items.length, ...kept).length > kept.length;
  },
  clear: ({ items }) => swapped(null, items.splice(0)),
  contains: ({ items }, value) => items.some((one) => javaEquals(one, value)),
  containsAll: ({ items }, other) => other instanceof JavaList && other.items.every((value) => items.some((one) => javaEquals(one, value))),
  indexOf: ({ items }, value) => items.findIndex((one) => javaEquals(one, value)),
  size: ({ items }) => items.length,
  isEmpty: ({ items }) => items.length === 0,
  subList: ({ items }, from, to) => new JavaList(items.slice(place(from), place(to))),
};

const ofTexts: Methods<string> = {
  length: (target) => target.length,
  isEmpty: (target) => target === '',
  isBlank: (target) => target.trim() === '',
  toUpperCase: (target) => target.toUpperCase(),
  toLowerCase: (target) => target.toLowerCase(),
  trim: (target) => target.trim(),
  substring: (target, from, to) => target.substring(place(from), to === undefined ? target.length : place(to)),
  charAt: (target, index) => target.charAt(place(index)),
  contains: (target, part) => target.includes(text(part)),
  startsWith: (target, part) => target.startsWith(text(part)),
  endsWith: (target, part) => target.endsWith(text(part)),
  equalsIgnoreCase: (target, other) => target.toLowerCase() === text(other).toLowerCase(),
  indexOf: (target, part) => target.indexOf(text(part)),
  lastIndexOf: (target, part) => target.lastIndexOf(text(part)),
  concat: (target, other) => target + text(other),
  replace: (target, part, to) => target.replaceAll(text(part), () => text(to)),
  replaceAll: (target, found, to) => target.replaceAll(pattern(found, 'gu'), text(to)),
  replaceFirst: (target, found, to) => target.replace(pattern(found, 'u'), text(to)),
  matches: (target, found) => new RegExp(`^(?:${text(found)})$`, 'u').test(target),
  split: (target, found) => new JavaList(target.split(pattern(found, 'u')).map((one) => one ?? '')),
  compareTo: (target, other) => (target === text(other) ? 0 : target < text(other) ? -1 : 1),
};

const ofNumbers: Methods<number> = {
  intValue: (target) => Math.trunc(target),
  longValue: (target) => Math.trunc(target),
  doubleValue: (target) => target,
  compareTo: (target, other) => Math.sign(target - Number(other)),
};

const ofEntries: Methods<JavaEntry> = { getKey: ({ key }) => key, getValue: ({ value }) => value };
const ofAll: Methods<unknown> = { equals: javaEquals, toString: (target: unknown) => javaText(target) };

/** The old value of what was changed meanwhile. */
const swapped = (old: unknown, _changed: unknown): unknown => old ?? null;

/** Calls a method of a Java value; undefined where it has none of that name, like Velocity. */
export function callMethod(target: unknown, name: string, values: Arguments): unknown {
  if (target instanceof JavaMap) return call(ofMaps, target, name, values);
  if (target instanceof JavaList) return call(ofLists, target, name, values);
  if (target instanceof JavaEntry) return call(ofEntries, target, name, values);
  if (typeof target === 'string') return call(ofTexts, target, name, values);
  if (typeof target === 'number') return call(ofNumbers, target, name, values);
  return call({}, target, name, values);
}

function call<Target>(methods: Methods<Target>, target: Target, name: string, values: Arguments): unknown {
  if (Object.hasOwn(methods, name)) return methods[name]?.(target, ...values);
  return Object.hasOwn(ofAll, name) ? ofAll[name]?.(target, ...values) : undefined;
}
