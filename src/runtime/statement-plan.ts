import type { Call } from './call.js';
import type { RequestDocument } from './event.js';
import { own } from './own.js';
import { decodePageToken, pageLimit, type Page } from './page.js';
import { invalidInput, refusal } from './refusals.js';
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
  const text = statementText(variant.sql, { parts, order: order?.name ?? '', after: nextToken !== null });
  const { sql, names } = fillGenerated(`/* ${name} ${call.manifest.manifest} */ ${text}`, tenant);
  const parameters = statement.parameters.flatMap((parameter) => (names.has(parameter.name) ? { name: parameter.name, value: parameterValue(parameter, values, rows) } : []));
  if (limit === null) return { statement, variant, sql, parameters, tenant, page: null };
  const page = { limit, order, binding: JSON.stringify([name, tenant, order?.name, parts, parameters]) };
  return { statement, variant, sql, parameters: [...parameters, ...cursor(page, nextToken, names), { name: 'limit', value: { longValue: limit + 1 } }], tenant, page };
}

/**
 * The caller's own tenant; one that it names only where it has none, and the statement lets it. `allow` narrows before
 * anything is looked at; grants still decide.
 *
 * @throws CallError not_authorized
 */
export function chooseTenant({ caller }: Call, { allow, tenantArgument }: Pick<ManifestStatement, 'allow' | 'tenantArgument'>, values: Readonly<Record<string, unknown>>): string | null {
  const named = tenantArgument === null ? null : (own(values, tenantArgument) ?? null);
  const mayName = named === null || named === caller.tenant || caller.tenant === null;
  if (!mayName || allow?.includes(caller.role ?? '') === false) throw refusal('not_authorized');
  return named === null ? caller.tenant : checkTenant(named);
}

function chooseVariant({ variants, parts: all }: Prepared, role: string | null, parts: readonly string[]): PreparedVariant {
  const mine = variants.find(({ roles }) => roles?.includes(role ?? '')) ?? variants.find(({ roles }) => roles === null);
  if (!parts.every((part) => all.includes(part))) throw invalidInput('The request asks for a part that the statement does not have.');
  // Another role may write it.
  if (mine === undefined || !parts.every((part) => mine.parts.includes(part))) throw refusal('not_authorized');
  return mine;
}

function chooseOrder({ orders }: Prepared, orderBy: string | null): OrderOption | undefined {
  const order = orderBy === null ? orders[0] : orders.find(({ name }) => name === orderBy);
  if (orderBy !== null && order === undefined) throw invalidInput('There is no such order.', 'orderBy');
  return order;
}

function cursor({ order, binding }: Page, token: string | null, names: ReadonlySet<string>): readonly SqlParameter[] {
  const columns = order?.cursor ?? [];
  const keys = token === null ? [] : decodePageToken(token, binding, columns.length);
  return columns.flatMap(({ parameter }, index) => {
    const key = keys[index] ?? null;
    return names.has(parameter) ? { name: parameter, value: key === null ? { isNull: true } : { stringValue: key } } : [];
  });
}
