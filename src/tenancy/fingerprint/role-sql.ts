/** SQL for what a role is called: one of the slots, looked up here since a call costs more, else by the function. */
export function roleSql(oid: string): string {
  return `coalesce(slot_names[array_position(slot_oids, ${oid})], cognition.fingerprint_role(${oid}, slot_oids, slot_names))`;
}

/** SQL for the rights on a relation `c`: most have the same, so each list is read once (CTE `acls`). */
export const relationGrants = `(select a.said from acls a where a.list = coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))::text)`;
