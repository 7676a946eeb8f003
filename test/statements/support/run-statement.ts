import type { Client, FieldDef } from 'pg';
import type { Codec, FieldStatement, Parameter, Piece, Statement, StatementVariant } from '../../../src/statements/types.js';

/** One call of a field, as a resolver would ask for it. */
export interface Call {
  readonly args?: Readonly<Record<string, unknown>>;
  /** Rows of the batch, each with the parent's fields. */
  readonly parents?: readonly Readonly<Record<string, unknown>>[];
  readonly orderBy?: string;
  readonly limit?: number;
  /** Cursor: the hidden columns of the last row seen. */
  readonly after?: Readonly<Record<string, unknown>>;
  readonly role?: string;
  /** Commit instead of rolling back. */
  readonly keep?: boolean;
}

export interface Answer {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The text as it was sent, placeholders already numbered. */
  readonly sql: string;
  readonly labels: readonly string[];
}

/** Paths of all keys present in the arguments: `status`, `input.note`, `filter.id.eq`. */
function presentParts(args: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const parts = new Set<string>();
  const walk = (value: unknown, path: readonly string[]): void => {
    parts.add(path.join('.'));
    if (Array.isArray(value)) {
      if (path.length === 1) walk(value[0], path);
      return;
    }
    if (typeof value !== 'object' || value === null || path.length >= 3) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  for (const [key, value] of Object.entries(args)) walk(value, [key]);
  return parts;
}

function pieceText(piece: Piece, asked: ReadonlySet<string>, order: string | undefined, after: boolean): string {
  if (typeof piece === 'string') return piece;
  switch (piece.kind) {
    case 'part': return asked.has(piece.part) ? piece.sql : '';
    case 'list': {
      const parts = piece.parts.filter(({ part }) => asked.has(part));
      if (parts.length === 0 && piece.empty === '') throw new Error('nothing to write');
      return parts.length === 0 ? piece.empty : parts.map(({ sql }) => sql).join(piece.separator);
    }
    case 'order': return orderText(piece.orders, order);
    case 'after': return after ? orderText(piece.orders, order) : '';
  }
}

function orderText(orders: Readonly<Record<string, string>>, order: string | undefined): string {
  const text = orders[order ?? ''];
  if (text === undefined) throw new Error(`no order ${order}`);
  return text;
}

function arrayLiteral(values: readonly unknown[], element: Codec): string {
  const items = values.map((value) => (value === null ? 'NULL' : `"${String(toText(value, element)).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`));
  return `{${items.join(',')}}`;
}

function toText(value: unknown, codec: Codec): unknown {
  if (codec.kind === 'enum') return Object.entries(codec.labels).find(([, name]) => name === value)?.[0] ?? value;
  if (codec.kind === 'json') return JSON.stringify(value);
  if (codec.kind === 'record') return JSON.stringify(toJson(value, codec));
  if (codec.kind === 'bytea') return `\\x${Buffer.from(String(value), 'base64').toString('hex')}`;
  return String(value);
}

function toJson(value: unknown, codec: Codec): unknown {
  if (value === null || value === undefined) return null;
  if (codec.kind === 'list') return (value as readonly unknown[]).map((one) => toJson(one, codec.element));
  if (codec.kind === 'enum') return toText(value, codec);
  if (codec.kind !== 'record') return value;
  const row = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(codec.fields.filter(({ name }) => name in row).map((field) => [field.column, toJson(row[field.name], field.codec)]));
}

/** As the Data API types what the runtime sends: bool, int8, float8, bytea or text; null has no type. */
function bind(value: unknown, codec: Codec): { readonly type: string; readonly value: unknown } {
  if (value === null || value === undefined) return { type: '', value: null };
  if (codec.kind === 'boolean') return { type: '::bool', value };
  if (codec.kind === 'int') return { type: '::int8', value };
  if (codec.kind === 'float') return { type: '::float8', value };
  if (codec.kind === 'bytea') return { type: '::bytea', value: Buffer.from(String(value), 'base64') };
  if (codec.kind === 'list') {
    const records = codec.element.kind === 'record';
    return { type: '::text', value: records ? JSON.stringify(toJson(value, codec)) : arrayLiteral(value as readonly unknown[], codec.element) };
  }
  return { type: '::text', value: toText(value, codec) };
}

function valueAt(args: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined), args);
}

function bindParameter(statement: Statement, parameter: Parameter, call: Call): ReturnType<typeof bind> {
  if (parameter.path[0] === 'parent') return bind((call.parents ?? []).map((row) => row[parameter.path[1] ?? ''] ?? null), parameter.codec);
  const value = valueAt(call.args ?? {}, parameter.path);
  if (value === null && !parameter.nullable) throw new Error(`${statement.name}: ${parameter.name} cannot be null`);
  return bind(value === undefined ? parameter.default : value, parameter.codec);
}

/** Every value the text asks for, numbered in the order of appearance. */
function bound(text: string, statement: Statement, call: Call, order: string | undefined): { readonly sql: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const numbers = new Map<string, string>();
  const cursor = statement.orders.find(({ name }) => name === order)?.cursor ?? [];
  const sql = text.replace(/(?<!:):([A-Za-z0-9_]+)/g, (_, name: string) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const key = cursor.find(({ parameter }) => parameter === name);
    const parameter = statement.parameters.find((one) => one.name === name);
    const limited = statement.page !== null && name === 'limit';
    if (key === undefined && parameter === undefined && !limited) throw new Error(`${statement.name}: no parameter :${name}`);
    const one = key !== undefined ? bind(call.after?.[key.label] ?? null, { kind: 'text' })
      : parameter !== undefined ? bindParameter(statement, parameter, call) : bind(call.limit ?? statement.page?.size, { kind: 'int' });
    values.push(one.value);
    numbers.set(name, `($${values.length}${one.type})`);
    return `($${values.length}${one.type})`;
  });
  return { sql, values };
}

function variantFor(statement: Statement, role: string): StatementVariant {
  const found = statement.variants.find(({ roles }) => roles === null || roles.includes(role));
  if (found === undefined) throw new Error(`${statement.name}: no variant for ${role}`);
  return found;
}

/** The text that a call sends, with `{tenant}` replaced. */
export function textOf(field: FieldStatement, call: Call, schema: string): { readonly sql: string; readonly values: readonly unknown[] } {
  const { statement } = field;
  if (statement === null) throw new Error('no statement');
  const variant = variantFor(statement, call.role ?? 'admins');
  const asked = presentParts(call.args ?? {});
  const order = call.orderBy ?? statement.orders[0]?.name;
  const text = variant.sql.map((piece) => pieceText(piece, asked, order, call.after !== undefined)).join('');
  return bound(text.replaceAll('{tenant}', schema), statement, call, order);
}

/** Types that the Data API returns, by name in pg_type; enums besides (they have other oids). */
const returnable = new Set([16, 17, 18, 19, 20, 21, 23, 25, 114, 700, 701, 869, 650, 1042, 1043, 1082, 1083, 1114, 1184, 1700, 2950, 3802,
  1000, 1005, 1007, 1021, 1022, 1009, 1015, 1014, 1003, 1182, 1183, 1115, 2951, 199, 1016]);

async function assertReturnable(client: Client, fields: readonly FieldDef[]): Promise<void> {
  for (const { name, dataTypeID } of fields.filter((one) => !returnable.has(one.dataTypeID))) {
    const { rows } = await client.query<{ typtype: string; type: string }>('select typtype, oid::regtype::text as type from pg_type where oid = $1', [dataTypeID]);
    if (rows[0]?.typtype !== 'e') throw new Error(`the Data API cannot return ${name} of type ${rows[0]?.type}`);
  }
}

/** Values as the Data API gives them; a long beyond 2^53 as text (`longReturnType: STRING`). */
function readAs(oid: number): (text: string) => unknown {
  if (oid === 16) return (text) => text === 't';
  if (![20, 21, 23, 700, 701].includes(oid)) return String;
  return (text) => (oid !== 20 || Number.isSafeInteger(Number(text)) ? Number(text) : text);
}

export async function runStatement(client: Client, schema: string, field: FieldStatement, call: Call, probe: string): Promise<Answer> {
  const { sql, values } = textOf(field, call, schema);
  await client.query('begin');
  try {
    await client.query(`set local search_path = pg_catalog; set local role "${probe}"`);
    const result = await client.query<Record<string, unknown>>({ text: sql, values: [...values], types: { getTypeParser: readAs } });
    await client.query('reset role');
    await assertReturnable(client, result.fields);
    await client.query(call.keep === true ? 'commit' : 'rollback');
    return { rows: result.rows, sql, labels: result.fields.map(({ name }) => name) };
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
