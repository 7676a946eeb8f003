import type { Client } from 'pg';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import type { Cast, Who } from './cast.js';

/**
 * What must come of an attempt: an SQLSTATE, no row at all, or one row of nulls; `allowed` and `done` (without rows)
 * only where a reason is given.
 */
export type Outcome = `${number}${string}` | 'P0002' | 'no row' | 'null' | 'allowed' | 'done';

/** Where another outcome is right, and why: in credential mode `role`, or on PostgreSQL 15. */
export interface Exception {
  readonly where: 'role' | 15;
  readonly outcome: Outcome;
  readonly why: string;
}

export type Attack = readonly [who: Who, what: string, sql: string, expected: Outcome | readonly Outcome[], ...exceptions: readonly Exception[]];

export const inRoleMode = (outcome: Outcome, why: string): Exception => ({ where: 'role', outcome, why });
export const on15 = (outcome: Outcome, why: string): Exception => ({ where: 15, outcome, why });

/** What comes of it, as an {@link Outcome} or in words; undone afterwards. */
export async function attempt(client: Client, sql: string): Promise<string> {
  try {
    await client.query('begin');
    const answer: unknown = await client.query(sql);
    const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { rows: readonly Record<string, unknown>[]; rowCount: number | null };
    if (last.rows.length > 0) return last.rows.every((row) => Object.values(row).every((value) => value === null)) ? 'null' : `gave ${JSON.stringify(last.rows[0])}`;
    return (last.rowCount ?? 0) > 0 ? `changed ${last.rowCount}` : last.rowCount === 0 ? 'no row' : 'done';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

/** What must come of an attack here. */
function expectedOf(cast: Cast, [, , , expected, ...exceptions]: Attack): readonly Outcome[] {
  const mine = exceptions.find(({ where }) => (where === 15 ? cast.world.server.version === 15 : cast.world.config.credentials === 'role'));
  return mine === undefined ? [expected].flat() : [mine.outcome];
}

/** As it is sent: where members have no logins of their own, the login of their tenant's role enters as them before. */
export function sentSql(cast: Cast, who: Who, sql: string): string {
  const member = cast.entering[who];
  return cast.world.config.credentials === 'role' && member !== undefined ? `select cognition.enter('${member.id}'); ${sql}` : sql;
}

/** The attempts that were not refused as they must be. */
export async function runAttacks(cast: Cast, attacks: readonly Attack[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const attack of attacks) {
    const [who, what, sql] = attack;
    const got = await attempt(cast.sessions[who], sentSql(cast, who, sql));
    const expected = expectedOf(cast, attack);
    if (!expected.some((one) => one === got || (one === 'allowed' && /^(gave|changed)/.test(got)))) failures.push(`${who}: ${what}: ${got}, not ${expected.join(' or ')}`);
  }
  return failures;
}

/** Attempts that differ in more than in a literal: by who tries, and the SQL without its strings and numbers. */
export function differentAttacks(attacks: readonly Attack[]): number {
  const shape = (sql: string): string => sql.replace(/'(?:[^']|'')*'/g, '?').replace(/\b[ul]_[0-9a-f]{32}\b/g, 'member').replace(/\b\d+\b/g, '?');
  return new Set(attacks.map(([who, , sql]) => `${who} ${shape(sql)}`)).size;
}

export const verifier = scramVerifier('another');
