import { own } from './own.js';
import { decodePageToken } from './page-token.js';
import { pageLimit } from './page-limit.js';
import { invalidInput, refusal, unknownPart } from './refusals.js';
import { checkTenant } from './sql/tenant.js';
import { partsOf, type PreparedStatement, type PreparedVariant } from './statement-book.js';
import { checkRowKeys, encodeAs, statementParameters, type Given } from './statement-parameters.js';
import { fillTenant, heading, statementText } from './statement-text.js';
import type { Caller, ManifestStatement, OrderOption, SqlParameter } from './types.js';

/** What a call asks of one statement. */
export interface Asked extends Given {
  /** Sorted. */
  readonly parts: readonly string[];
  readonly orderBy: string | null;
  readonly limit: number | null;
  readonly nextToken: string | null;
}

/** A statement ready to be sent. */
export interface StatementPlan {
  readonly prepared: PreparedStatement;
  readonly variant: PreparedVariant;
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
  readonly tenant: string | null;
  /** The caller has no tenant and named this one. */
  readonly tenantNamed: boolean;
  /** Of a page: its size, its order, and what its tokens are bound to. */
  readonly page: { readonly limit: number; readonly order: OrderOption | null; readonly binding: string } | null;
}

/**
 * Everything about a call that can be refused before SQL is sent, and the SQL.
 *
 * @throws CallError
 */
export function planStatement(prepared: PreparedStatement, manifest: string, caller: Caller, asked: Asked): StatementPlan {
  const { name, statement } = prepared;
  const variant = chooseVariant(prepared, caller);
  const { tenant, tenantNamed } = chooseTenant(statement, caller, asked.values);
  checkParts(prepared, variant, asked.parts);
  checkRowKeys(prepared, asked.parts, asked.values);
  const order = chooseOrder(statement, asked.orderBy);
  const limit = pageLimit(statement, asked);
  const after = asked.nextToken !== null;
  const text = statementText(heading(name, manifest), variant, { parts: asked.parts, order: order?.name ?? null, after });
  const parameters = statementParameters(prepared, text.names, asked);
  const sql = fillTenant(text, tenant);
  if (limit === null) return checked({ prepared, variant, sql, parameters, tenant, tenantNamed, page: null }, text.names);
  const binding = JSON.stringify([name, tenant, order?.name, asked.parts, parameters]);
  const cursor = cursorParameters(order, asked.nextToken, binding).filter((parameter) => text.names.includes(parameter.name));
  const all = [...parameters, ...cursor, { name: 'limit', value: { longValue: limit + 1 } }];
  return checked({ prepared, variant, sql, parameters: all, tenant, tenantNamed, page: { limit, order, binding } }, text.names);
}

/** A text with a parameter that nobody gives is a fault of the manifest, found before the server finds it. */
function checked(plan: StatementPlan, names: readonly string[]): StatementPlan {
  const missing = names.find((name) => !plan.parameters.some((parameter) => parameter.name === name));
  if (missing !== undefined) throw new TypeError(`the manifest says nothing of a parameter of ${plan.prepared.name}`);
  return plan;
}

/** `allow` narrows before anything is looked at; grants still decide. */
function chooseVariant({ statement, variants }: PreparedStatement, { role }: Caller): PreparedVariant {
  const mayCall = statement.allow === null || (role !== null && statement.allow.includes(role));
  const mine = variants.find(({ roles }) => role !== null && roles?.includes(role)) ?? variants.find(({ roles }) => roles === null);
  if (!mayCall || mine === undefined) throw refusal('not_authorized');
  return mine;
}

/** The caller's own tenant; one that it names only where it has none, and the statement lets it. */
function chooseTenant({ tenantArgument }: ManifestStatement, caller: Caller, values: Asked['values']): { readonly tenant: string | null; readonly tenantNamed: boolean } {
  const named = tenantArgument === null ? null : (own(values, tenantArgument) ?? null);
  if (named === null || named === caller.tenant) return { tenant: caller.tenant, tenantNamed: false };
  if (caller.tenant !== null) throw refusal('not_authorized');
  return { tenant: checkTenant(named), tenantNamed: true };
}

function checkParts(prepared: PreparedStatement, variant: PreparedVariant, parts: readonly string[]): void {
  const strange = parts.find((part) => !variant.parts.includes(part));
  if (strange === undefined) return;
  // Another role may write it.
  if (partsOf(prepared).includes(strange)) throw refusal('not_authorized');
  throw unknownPart();
}

function chooseOrder({ orders }: ManifestStatement, orderBy: string | null): OrderOption | null {
  if (orderBy === null) return orders[0] ?? null;
  const order = orders.find(({ name }) => name === orderBy);
  if (order === undefined) throw invalidInput('There is no such order.', 'orderBy');
  return order;
}

function cursorParameters(order: OrderOption | null, token: string | null, binding: string): readonly SqlParameter[] {
  if (token === null) return [];
  const keys = decodePageToken(token, binding, order?.cursor.length ?? 0);
  return (order?.cursor ?? []).map(({ parameter }, index) => {
    const key = keys[index] ?? null;
    return { name: parameter, value: key === null ? { isNull: true } : encodeAs({ kind: 'text' }, key, 'nextToken') };
  });
}
