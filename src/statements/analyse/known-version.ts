/**
 * Whether these rules were tried with a server's trees. Takes the major version or `server_version_num` (17 or 170010).
 * Marks of outer joins (varnullingrels) are in the tree from 16 on, those of grouping sets from 18 on.
 */
export function isKnownVersion(version: number): boolean {
  const major = version >= 10_000 ? Math.floor(version / 10_000) : version;
  return major === 17 || major === 18;
}
