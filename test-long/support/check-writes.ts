import { quoteIdentifier } from '../../src/postgres/quote.js';
import { accounts, type Ledger } from './ledger.js';
import type { Write } from './load.js';
import { isFault } from './read-rows.js';

interface Row {
  readonly tenant: string;
  readonly op: string;
  readonly owner: string;
  readonly login: string;
  readonly entries: number;
}

/** What the tables hold of the writes that were asked for. */
export interface Found {
  /** What must never be, in words. */
  readonly wrong: string[];
  ok: number;
  /** Answered with an error that says it may be sent again. */
  retryable: number;
  /** Answered with another error: it ran, or it did not. */
  readonly uncertain: { written: number; not: number };
}

/** Compares every write's answer with its rows, as superuser; to be called when nothing runs any more. */
export async function checkWrites({ tenants: { admin, tenants }, people }: Ledger, writes: readonly Write[]): Promise<Found> {
  const rows: Row[] = [];
  const balances = new Map<string, number>();
  await admin.query('reset role; set search_path = pg_catalog');
  for (const schema of Object.values(tenants)) {
    const name = quoteIdentifier(schema);
    rows.push(...(await admin.query<Row>(`select $1 as tenant, l.op, l.owner, l.login, (select count(*)::int from ${name}.entries e where e.ledger_id = l.id) as entries from ${name}.ledger l
      union all select $1, e.op, e.owner, e.login, -1 from ${name}.entries e`, [schema])).rows);
    for (const { owner, no, balance } of (await admin.query<{ owner: string; no: number; balance: number }>(`select owner, no, balance from ${name}.accounts`)).rows) balances.set(`${owner} ${no}`, balance);
  }
  const byOp = new Map<string, Row[]>();
  for (const row of rows) byOp.set(row.op, [...(byOp.get(row.op) ?? []), row]);
  const known = new Set(writes.map(({ op }) => op));
  const wrong = [...byOp.keys()].filter((op) => !known.has(op)).map((op) => `nobody asked for ${op}`);
  const found: Found = { wrong, ok: 0, retryable: 0, uncertain: { written: 0, not: 0 } };
  for (const write of writes) checkWrite(write, byOp.get(write.op) ?? [], found, balances);
  for (const { id } of people) for (const no of accounts) if (balances.get(`${id} ${no}`) !== 0) wrong.push(`account ${no} of ${id} is off by ${String(balances.get(`${id} ${no}`))}`);
  return found;
}

function checkWrite({ op, person, kind, move, answer }: Write, rows: readonly Row[], found: Found, balances: Map<string, number>): void {
  const told = JSON.stringify(answer);
  const say = (what: string): void => void found.wrong.push(`${kind}${move === null ? '' : ' move'} ${op}, answered ${told}: ${what}`);
  const ledger = rows.filter(({ entries }) => entries >= 0);
  if (ledger.length > 1) say(`written ${ledger.length} times`);
  if (ledger.some(({ entries }) => entries !== (kind === 'double' ? 1 : 0)) || rows.length - ledger.length !== (kind === 'double' ? ledger.length : 0)) say('half of it is there');
  for (const { owner, login, tenant } of rows) if (owner !== person.id || login !== person.id || tenant !== person.tenant) say(`written by ${login} for ${owner} in ${tenant}`);
  if (move !== null && ledger.length > 0) {
    for (const [no, change] of [[move.from, 1], [move.to, -1]] as const) balances.set(`${person.id} ${no}`, (balances.get(`${person.id} ${no}`) ?? 0) + change);
  }
  if ('data' in answer) {
    found.ok++;
    if (ledger.length === 0) say('not written');
    return;
  }
  if (!isFault(answer)) say('no answer to a fault');
  if (!answer.error.retryable) found.uncertain[ledger.length > 0 ? 'written' : 'not']++;
  else {
    found.retryable++;
    if (ledger.length > 0) say('it may be sent again, but it was written');
  }
}
