import { unquoteIdentifier } from '../../parse/identifier.js';
import type { Token } from '../../parse/types.js';
import { tokensOf, type CutContext } from './cut-context.js';
import type { Slot, SlotSite } from './types.js';

/**
 * Slots of a text that PostgreSQL reads as names: `tenant_template.orders_id_seq`, `f(tenant_template.mood)[]` where a
 * schema is `qualified`-ing, else a list of schemas, or a role.
 */
export function nameSlots(context: CutContext, text: string, kind: 'qualified' | 'schema' | 'role'): readonly SlotSite[] {
  const tokens = tokensOf(context, text);
  return tokens.flatMap((token, index): readonly SlotSite[] => {
    const slot = slotOf(context, tokens, index, kind);
    return slot === null ? [] : [{ slot, start: token.start, end: token.end }];
  });
}

function slotOf(context: CutContext, tokens: readonly Token[], index: number, kind: 'qualified' | 'schema' | 'role'): Slot | null {
  const [token, before, after] = [tokens[index], tokens[index - 1], tokens[index + 1]];
  if (token?.kind !== 'identifier' || before?.text === '.') return null;
  const name = unquoteIdentifier(token.text);
  if (kind === 'role') return context.roles.get(name) ?? null;
  return name === context.schema && (after?.text === '.') === (kind === 'qualified') ? { kind: 'schema' } : null;
}
