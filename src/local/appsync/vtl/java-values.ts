import { isRecord } from '../is-record.js';

/** A Java map: keys are texts, in the order they came. */
export class JavaMap {
  constructor(
    readonly entries = new Map<string, unknown>(),
    /** Keys that are read by their name only: JSON of the map has them not. */
    readonly hidden: ReadonlySet<string> = new Set(),
  ) {}
}

/** A Java list. */
export class JavaList {
  constructor(readonly items: unknown[] = []) {}
}

/** What `#foreach` over `entrySet()` gives. */
export class JavaEntry {
  constructor(readonly key: string, readonly value: unknown) {}
}

/** A function of `$util`: takes and gives values of these kinds. */
export type VtlFunction = (...values: readonly unknown[]) => unknown;

/** `$util`, `$util.time` and their like. */
export class VtlObject {
  constructor(readonly members: ReadonlyMap<string, VtlFunction | VtlObject>) {}
}

/** JSON as Java has it; undefined is null. */
export function toJava(value: unknown): unknown {
  if (Array.isArray(value)) return new JavaList(value.map(toJava));
  if (isRecord(value)) return new JavaMap(new Map(Object.entries(value).map(([key, one]) => [key, toJava(one)])));
  return value ?? null;
}

/** Back to JSON; prototype keys become keys like any other. */
export function fromJava(value: unknown): unknown {
  if (value instanceof JavaList) return value.items.map(fromJava);
  if (value instanceof JavaEntry) return fromEntries([['key', value.key], ['value', value.value]]);
  if (value instanceof JavaMap) return fromEntries([...value.entries].filter(([key]) => !value.hidden.has(key)));
  return ['string', 'number', 'boolean'].includes(typeof value) ? value : null;
}

function fromEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries.map(([key, one]) => [key, fromJava(one)]));
}

/** `toString()`. */
export function javaText(value: unknown): string {
  if (value instanceof JavaList) return `[${value.items.map(javaText).join(', ')}]`;
  if (value instanceof JavaMap) return `{${[...value.entries].map(([key, one]) => `${key}=${javaText(one)}`).join(', ')}}`;
  if (value instanceof JavaEntry) return `${value.key}=${javaText(value.value)}`;
  return value instanceof VtlObject || value === undefined ? '' : String(value);
}

/** `equals`, and of two kinds of values their texts. */
export function javaEquals(left: unknown, right: unknown): boolean {
  if (left === null || right === null || left === undefined || right === undefined) return (left ?? null) === (right ?? null);
  if (left instanceof JavaMap && right instanceof JavaMap) {
    return left.entries.size === right.entries.size && [...left.entries].every(([key, one]) => right.entries.has(key) && javaEquals(one, right.entries.get(key)));
  }
  if (left instanceof JavaList && right instanceof JavaList) {
    return left.items.length === right.items.length && left.items.every((one, index) => javaEquals(one, right.items[index]));
  }
  return typeof left === typeof right && typeof left !== 'object' ? left === right : javaText(left) === javaText(right);
}
