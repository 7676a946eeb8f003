/**
 * SQL of pieces with what stands in their slots, as `cognition.expand_pieces` says it, within a query: a function in SQL is
 * planned anew for each query that calls it.
 */
export function expanded(pieces: string, slots: string): string {
  return `(select coalesce(string_agg(case when p.n % 2 = 1 then p.piece else ${slots} ->> p.piece end, '' order by p.n), '') from unnest(${pieces}) with ordinality as p(piece, n))`;
}
