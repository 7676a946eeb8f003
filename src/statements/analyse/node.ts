/** A value in PostgreSQL's node text. Plain words (numbers, booleans, names) are strings. */
export type PgValue = null | string | PgNode | PgList | PgNumbers | PgBytes;

export interface PgNode {
  readonly kind: 'node';
  /** `QUERY`, `VAR`, ... as the server prints it. */
  readonly tag: string;
  readonly fields: ReadonlyMap<string, PgValue>;
  /** Its own text; with all locations -1 two nodes are equal where their texts are. */
  readonly text: string;
}

export interface PgList {
  readonly kind: 'list';
  readonly items: readonly PgValue[];
}

/** `(b ...)` a bitmapset, `(i ...)`, `(o ...)`, `(x ...)` numbers in order. */
export interface PgNumbers {
  readonly kind: 'numbers';
  readonly of: 'b' | 'i' | 'o' | 'x';
  readonly items: readonly number[];
}

/** A constant's bytes in the server's byte order; `length` as its type says. */
export interface PgBytes {
  readonly kind: 'bytes';
  readonly length: number;
  readonly bytes: readonly number[];
}

/** The getters below never throw: a field that is missing or of another form is null, [], 0 or false. */
export function nodeOf(node: PgNode, field: string): PgNode | null {
  const value = node.fields.get(field);
  return isNode(value) ? value : null;
}

export function isNode(value: PgValue | undefined): value is PgNode {
  return typeof value === 'object' && value !== null && value.kind === 'node';
}

/** Items of a list, nulls and all. */
export function listOf(node: PgNode, field: string): readonly PgValue[] {
  return itemsOf(node.fields.get(field));
}

export function itemsOf(value: PgValue | undefined): readonly PgValue[] {
  return typeof value === 'object' && value !== null && value.kind === 'list' ? value.items : [];
}

export function nodesOf(node: PgNode, field: string): readonly PgNode[] {
  return listOf(node, field).filter(isNode);
}

export function numbersOf(node: PgNode, field: string): readonly number[] {
  const value = node.fields.get(field);
  return typeof value === 'object' && value !== null && value.kind === 'numbers' ? value.items : [];
}

export function intOf(node: PgNode, field: string): number {
  const value = node.fields.get(field);
  const number = typeof value === 'string' ? Number(value) : 0;
  return Number.isInteger(number) ? number : 0;
}

export function boolOf(node: PgNode, field: string): boolean {
  return node.fields.get(field) === 'true';
}

export function textOf(node: PgNode, field: string): string | null {
  const value = node.fields.get(field);
  return typeof value === 'string' ? value : null;
}

/** True for a field that is there and not null. */
export function hasValue(node: PgNode, field: string): boolean {
  const value = node.fields.get(field);
  return value !== undefined && value !== null;
}

/** All nodes directly below a node, in order. */
export function childrenOf(node: PgNode): readonly PgNode[] {
  return [...node.fields.values()].flatMap(nodesIn);
}

function nodesIn(value: PgValue): readonly PgNode[] {
  if (isNode(value)) return [value];
  return itemsOf(value).flatMap(nodesIn);
}

/** All nodes of a tree, itself first. */
export function everyNode(root: PgNode): readonly PgNode[] {
  const nodes: PgNode[] = [root];
  // Not by spreading: a list of constants has more of them than a call may have arguments.
  for (let at = 0; at < nodes.length; at++) for (const child of childrenOf(nodes[at] as PgNode)) nodes.push(child);
  return nodes;
}

/** A by-value integer constant (int2, int4, int8), little-endian; null for anything else or null. */
export function integerConstant(node: PgNode): bigint | null {
  const value = node.fields.get('constvalue');
  if (node.tag !== 'CONST' || typeof value !== 'object' || value === null || value.kind !== 'bytes') return null;
  if (![20, 21, 23].includes(intOf(node, 'consttype'))) return null;
  const size = intOf(node, 'constlen');
  return BigInt.asIntN(size * 8, value.bytes.slice(0, size).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n));
}

/** Text of a constant of type text, null for anything else or null. Bytes of a long value's header are skipped. */
export function textConstant(node: PgNode): string | null {
  const value = node.fields.get('constvalue');
  if (node.tag !== 'CONST' || typeof value !== 'object' || value === null || value.kind !== 'bytes' || intOf(node, 'consttype') !== 25) return null;
  return new TextDecoder().decode(Uint8Array.from(value.bytes.slice(4)));
}
