import type { Call } from './call.js';
import { CallError } from './errors.js';
import type { RequestDocument } from './event.js';
import { own } from './own.js';
import { decodePageToken, pageLimit, type Page } from './page.js';
import { invalidInput } from './refusals.js';
import { fillGenerated } from './sql/fill-generated.js';
import { checkTenant } from './sql/tenant.js';
import { checkRowKeys, parameterValue, type StepRows } from './statement-parameters.js';
import { statementText } from './statement-text.js';
import type { Prepared, PreparedVariant } from './statement.js';
import type { ManifestStatement, OrderOption, SqlParameter } from './types.js';

/** A statement ready to be sent. */
export interface Plan {
  readonly statement: Prepared;
  readonly variant: PreparedVariant;
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
  readonly tenant: string | null;
  readonly page: Page | null;
}

/**
 * Everything about a call that can be refused before SQL is sent, and the SQL.
 *
 * @throws CallError
 */
export function planStatement(call: Call, statement: Prepared, document: RequestDocument, rows: StepRows = new Map()): Plan {
  const { name } = statement;
  const { parts, parameters: values, nextToken } = document;
  const tenant = chooseTenant(call, statement, values);
  const variant = chooseVariant(statement, call.caller.role, parts);
  checkRowKeys(statement, parts, values);
  const order = chooseOrder(statement, document.orderBy);
  const limit = pageLimit(statement, document);
  const text = statementText(variant.sql, { parts, order: order.name, after: nextToken !== null });
  const { sql, names } = fillGenerated(`/* ${name} ${call.manifest.manifest} */ ${text}`, tenant);
  const parameters: SqlParameter[] = statement.parameters.filter((parameter) => names.has(parameter.name)).map((parameter) => ({ name: parameter.name, value: parameterValue(parameter, values, rows) }));
  if (limit === null) return { statement, variant, sql, parameters, tenant, page: null };
  const { cursor } = order;
  const binding = JSON.stringify([name, tenant, order.name, parts, parameters]);
  const keys = nextToken === null ? [] : decodePageToken(nextToken, binding, cursor.length);
  for (const [index, key] of keys.entries()) {
    const { parameter } = cursor[index] as typeof cursor[number];
    if (names.has(parameter)) parameters.push({ name: parameter, value: key === null ? { isNull: true } : { stringValue: key } });
  }
  parameters.push({ name: 'limit', value: { longValue: limit + 1 } });
  return { statement, variant, sql, parameters, tenant, page: { limit, cursor, binding } };
}

/**
 * The caller's own tenant; one that it names only where it has none, and the statement lets it. `allow` narrows before
 * anything is looked at; grants still decide.
 *
 * @throws CallError not_authorized
 */
export function chooseTenant({ caller: { role, tenant } }: Call, { allow, tenantArgument }: Pick<ManifestStatement, 'allow' | 'tenantArgument'>, values: Readonly<Record<string, unknown>>): string | null {
  const named = (tenantArgument === null ? null : own(values, tenantArgument)) ?? tenant;
  if ((tenant !== null && named !== tenant) || allow?.includes(role ?? '') === false) throw new CallError('not_authorized');
  return named === null ? null : checkTenant(named);
}

function chooseVariant({ variants, parts: all }: Prepared, role: string | null, parts: RequestDocument['parts']): PreparedVariant {
  const mine = variants.find(({ roles }) => roles?.includes(role ?? '')) ?? variants.find(({ roles }) => roles === null);
  if (!parts.every((part) => all.includes(part))) throw invalidInput('The request asks for a part that the statement does not have.');
  // Another role may write it.
  if (mine === undefined || !parts.every((part) => (mine.parts as readonly unknown[]).includes(part))) throw new CallError('not_authorized');
  return mine;
}

const unordered: OrderOption = { name: '', cursor: [] };

function chooseOrder({ orders }: Prepared, orderBy: unknown): OrderOption {
  const order = orderBy === null ? (orders[0] ?? unordered) : orders.find(({ name }) => name === orderBy);
  if (order === undefined) throw invalidInput('There is no such order.', 'orderBy');
  return order;
}
