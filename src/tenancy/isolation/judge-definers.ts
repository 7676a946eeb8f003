import { nameOf } from './judge-strangers.js';
import { besides, type Trial } from './run-attempts.js';
import type { Finding, Thing, World } from './types.js';

/** What runs SQL that is put together at run time, and so reaches all that its owner does. */
const dynamic = /\b(?:execute|query_to_xml|query_to_xml_and_xmlschema|cursor_to_xml|table_to_xml|schema_to_xml|database_to_xml|dblink)\b/i;

/**
 * Functions beside the tenants that run SQL text with the rights of somebody who reaches every tenant, and that members
 * may call. That no call of ours got rows of another tenant proves nothing: another argument may.
 */
export async function judgeDefiners(world: World, { things, rights }: Trial): Promise<readonly Finding[]> {
  const members = world.logins.filter(({ standing }) => standing === 'member');
  const lent = things.filter((thing) => besides.includes(thing.schema) && thing.schema !== 'cognition' && runsText(thing)
    && members.some((login) => rights.of(login, thing).use && rights.of(login, thing).enter));
  const findings: Finding[] = [];
  for (const thing of lent) {
    const { rows } = await world.admin.query<{ reaches: boolean }>(`select bool_or(has_schema_privilege($1, t, 'USAGE')) as reaches from unnest($2::text[]) t`, [thing.routine?.owner, world.tenants.map(({ name }) => name)]);
    if (rows[0]?.reaches !== true) continue;
    findings.push({ kind: 'definer', object: `${thing.schema}.${nameOf(thing)}`, message: `runs SQL text with the rights of ${thing.routine?.owner ?? ''}, who reaches every tenant, and members may call it` });
  }
  return findings;
}

function runsText({ routine }: Thing): boolean {
  if (routine === null || !routine.definer || routine.kind === 'trigger') return false;
  return routine.language !== 'sql' && routine.language !== 'plpgsql' ? true : dynamic.test(routine.source);
}
