import type { Client, QueryResult } from 'pg';
import { quoteLiteral } from '../../postgres/quote.js';

export type WriteCommand = 'insert' | 'update' | 'delete';

/** What a plan shows that planning as a role does not check. */
export interface PlanFacts {
  readonly writes: readonly { readonly schema: string; readonly relation: string; readonly command: WriteCommand }[];
  readonly reads: readonly { readonly schema: string; readonly relation: string }[];
  /** Arguments of nextval, currval and setval as PostgreSQL prints them: `tenant_template.orders_id_seq`. */
  readonly sequences: readonly string[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly Operation?: string;
  readonly 'Conflict Resolution'?: string;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly Output?: readonly string[];
  readonly Plans?: readonly PlanNode[];
}

/** Of a text that cannot be planned. */
export const noFacts: PlanFacts = { writes: [], reads: [], sequences: [] };
const sequenceCall = /\b(?:nextval|currval|setval)\('((?:[^']|'')+)'::regclass/g;

function writesOf(node: PlanNode): PlanFacts['writes'] {
  const command = node.Operation?.toLowerCase();
  if (node['Node Type'] !== 'ModifyTable' || node['Relation Name'] === undefined) return [];
  const target = { schema: node.Schema ?? '', relation: node['Relation Name'] };
  const commands: readonly WriteCommand[] =
    command === 'merge' ? ['insert', 'update', 'delete']
    : node['Conflict Resolution'] === 'UPDATE' ? ['insert', 'update']
    : command === 'insert' || command === 'update' || command === 'delete' ? [command] : [];
  return commands.map((one) => ({ ...target, command: one }));
}

function readsOf(node: PlanNode): PlanFacts['reads'] {
  if (node['Relation Name'] === undefined) return [];
  const returning = node['Node Type'] === 'ModifyTable' && (node.Output?.length ?? 0) === 0;
  return returning ? [] : [{ schema: node.Schema ?? '', relation: node['Relation Name'] }];
}

function factsOf(node: PlanNode): PlanFacts {
  const inner = (node.Plans ?? []).map(factsOf);
  const sequences = (node.Output ?? []).flatMap((text) => [...text.matchAll(sequenceCall)].map((match) => (match[1] ?? '').replaceAll("''", "'")));
  return {
    writes: [...writesOf(node), ...inner.flatMap(({ writes }) => writes)],
    reads: [...readsOf(node), ...inner.flatMap(({ reads }) => reads)],
    sequences: [...sequences, ...inner.flatMap((one) => one.sequences)],
  };
}

/** As {@link planAsRoles}, but as the session's own role, which owns everything, and with the plans kept. */
const block = `do $plan$
declare
  question text;
  plan json;
  answers json[] := '{}';
begin
  for question in select json_array_elements_text(current_setting('pgcog.plan')::json) loop
    begin
      execute 'explain (generic_plan, verbose, costs off, format json) ' || question into plan;
      answers := answers || (plan -> 0 -> 'Plan');
    exception when others then
      answers := answers || 'null'::json;
    end;
  end loop;
  perform set_config('pgcog.plan', array_to_json(answers)::text, true);
end $plan$`;

/**
 * What each text would read and write, found by planning it as the owner. A text that cannot be planned has no facts;
 * planning it as a role says why.
 */
export async function planFacts(client: Client, texts: readonly string[]): Promise<readonly PlanFacts[]> {
  if (texts.length === 0) return [];
  const message = `begin; set local search_path = pg_catalog; select set_config('pgcog.plan', ${quoteLiteral(JSON.stringify(texts))}, true); ${block}; select current_setting('pgcog.plan') as answers; rollback`;
  const results = (await client.query(message)) as unknown as readonly QueryResult<{ answers?: string }>[];
  const row = results.map((result) => result.rows[0]).find((one) => one?.answers !== undefined);
  if (row?.answers === undefined) throw new Error('statements: planning gave no answer');
  return (JSON.parse(row.answers) as (PlanNode | null)[]).map((plan) => (plan === null ? noFacts : factsOf(plan)));
}
