import { Definers } from './definers.js';
import { changesColumns, constraintsDropped, mentions, newColumns, removes, takesAway } from './table-changes.js';
import { addsPrimaryKey, beforeRename, givesKey, keysReferred, takesIndex, takesKeysOf, type KeyColumns } from './table-keys.js';
import type { ObjectName, SqlStatement } from './types.js';

/** A statement (by its number in the base order) needs another one to run before it, for a name or for the order as written. */
export interface Edge {
  readonly to: number;
  readonly need: ObjectName;
}

/**
 * Which statements must run before which. A need is met by the last statement before it in its own file that defines the
 * name, else by the last before it in all, else by the first behind it. Wishes (a key before the foreign keys to it; the
 * changes of a table that had to be moved forward) count only as long as they close no circle.
 */
export class DependencyGraph {
  readonly #statements: readonly SqlStatement[];
  readonly #definers: Definers;
  readonly #edges: Edge[][];
  /** Edges from a statement to a later one: few, and the only way that a circle can go up. */
  readonly #upward: { readonly from: number; readonly to: number }[] = [];

  constructor(statements: readonly SqlStatement[], templateSchema: string) {
    this.#statements = statements;
    this.#definers = new Definers(statements, templateSchema);
    this.#edges = statements.map(() => []);
    for (const node of statements.keys()) for (const edge of this.#hardEdges(node)) this.#add(node, edge);
    const wishes = [...statements.keys()].flatMap((node) => this.#wishes(node).map((wish) => ({ node, wish })));
    // The order as written goes before what would be moved forward: a new key waits for its new column.
    const asWritten = ({ node, wish }: (typeof wishes)[number]): boolean => wish.to < node && this.#sameFile(wish.to, node);
    for (const { node, wish } of [...wishes.filter(asWritten), ...wishes.filter((one) => !asWritten(one))]) {
      if (!this.#reaches(wish.to, node)) this.#add(node, wish);
    }
    for (const edges of this.#edges) edges.sort((a, b) => a.to - b.to);
  }

  statement(node: number): SqlStatement {
    const found = this.#statements[node];
    if (found === undefined) throw new Error(`orderStatements: there is no statement ${node}`);
    return found;
  }

  edgesOf(node: number): readonly Edge[] {
    return this.#edges[node] ?? [];
  }

  #hardEdges(node: number): Edge[] {
    const edges = this.statement(node).needs.flatMap((need) => {
      const to = this.#definer(node, need);
      return to === undefined ? [] : [{ to, need }];
    });
    return [...edges, ...this.#redefinitions(node).filter(({ to }) => this.#sameFile(to, node))];
  }

  /** The statement that meets a need. A DROP stays where it stands: it moves nothing forward. */
  #definer(node: number, need: ObjectName): number | undefined {
    const statement = this.statement(node);
    const candidates = this.#definers.of(need, statement).filter((one) => one !== node);
    const before = candidates.filter((one) => one < node);
    const own = before.filter((one) => this.#sameFile(one, node)).at(-1);
    if (own !== undefined || statement.tag === 'DropStmt') return own;
    if (isOverloaded(need)) return candidates.length > 1 ? undefined : candidates[0];
    return before.at(-1) ?? this.#laterDefiner(node, need, candidates);
  }

  /** The first, or, where its file drops that and makes another, the last of that file. None where the first takes the place of what was there. */
  #laterDefiner(node: number, need: ObjectName, candidates: readonly number[]): number | undefined {
    const drops = this.#definers.dropsOfNeed(need, this.statement(node));
    const first = candidates.find((one) => !drops.some((drop) => drop >= node && drop < one && this.#makesRoom(drop, { node, need, made: one })));
    if (first === undefined) return undefined;
    const again = (one: number): boolean => drops.some((drop) => first < drop && drop < one && removes(this.statement(drop), need, false));
    return candidates.filter((one) => one === first || (one > first && this.#sameFile(one, first) && again(one))).at(-1);
  }

  /** Whether a statement drops what was there before another makes the same anew, nobody says by what: a name that PostgreSQL chose. */
  #makesRoom(drop: number, { node, need, made }: { readonly node: number; readonly need: ObjectName; readonly made: number }): boolean {
    const statement = this.statement(drop);
    if (!removes(statement, need, drop !== node) || this.#definers.of(need, this.statement(node)).some((one) => one > node && one < drop)) return false;
    if (this.#sameFile(drop, made) || need.kind !== 'table part') return true;
    const table = statement.needs.find(({ kind }) => kind === 'relation');
    return table !== undefined && this.#definers.of(table, statement).some((one) => one < drop);
  }

  /** `DROP TABLE IF EXISTS orders` before `CREATE TABLE orders`, and what is replaced before what replaces it. */
  #redefinitions(node: number): Edge[] {
    const statement = this.statement(node);
    return statement.defines.flatMap((name) => {
      const drops = this.#definers.dropsOf(name, statement).filter((one) => one < node);
      const before = drops.filter((one) => this.#sameFile(one, node)).at(-1) ?? drops.at(-1);
      return before === undefined ? [] : [{ to: before, need: name }];
    });
  }

  #wishes(node: number): readonly Edge[] {
    const statement = this.statement(node);
    const wishes = statement.needs.flatMap((need) => {
      const candidates = this.#definers.of(need, statement).filter((one) => one !== node);
      const changing = this.#definers.changesOf(need, statement);
      if (candidates.length === 0 && changing.length === 0) return [];
      const keys = keysReferred(statement, need);
      const kept = keys.length > 0 && this.#hasKey(node, need, keys);
      const moved = (this.#definer(node, need) ?? -1) > node ? candidates.filter((one) => one > node) : [];
      const changes = changing.filter((one) => one !== node && ((keys.length > 0 && (one < node || !kept) && givesKey(this.statement(one), need, keys)) || this.#concerns(one, node, moved)));
      return [...(isOverloaded(need) ? candidates : []), ...changes].map((to) => ({ to, need }));
    });
    const users = takesAway(statement) ? statement.needs.flatMap((need) => this.#definers.usersBefore(need, node).map((to) => ({ to, need }))) : [];
    return [...wishes, ...users, ...this.#redefinitions(node)];
  }

  /** Whether a table has one of these keys where a statement stands, as all is written. */
  #hasKey(node: number, need: ObjectName, keys: readonly KeyColumns[]): boolean {
    const made = this.#definer(node, need);
    if (made === undefined || made > node) return false;
    let wanted = keys;
    for (const change of this.#definers.changesOf(need, this.statement(node)).filter((one) => one < node).reverse()) {
      if (givesKey(this.statement(change), need, wanted)) return true;
      wanted = beforeRename(this.statement(change), wanted);
    }
    const statement = this.statement(made);
    return givesKey(statement, need, wanted) || statement.needs.some((one) => takesKeysOf(statement, one) && this.#hasKey(made, one, wanted));
  }

  /**
   * A change of a table or type that this statement should see: one that is written before it (it may be moved itself),
   * what follows a table moved forward, a column it names, an index that it makes a key, a primary key that its own replaces.
   */
  #concerns(change: number, node: number, moved: readonly number[]): boolean {
    const [statement, asker] = [this.statement(change), this.statement(node)];
    if (takesIndex(asker, statement)) return true;
    if (change < node && constraintsDropped(statement).length > 0 && addsPrimaryKey(asker)) return true;
    if (!changesColumns(statement)) return false;
    if (change < node) return true;
    if (moved.some((one) => one < change && this.#sameFile(one, change))) return true;
    return !this.#sameFile(change, node) && newColumns(statement).some((column) => mentions(asker, column));
  }

  #sameFile(one: number, other: number): boolean {
    return this.statement(one).span.file === this.statement(other).span.file;
  }

  #add(node: number, edge: Edge): void {
    this.#edges[node]?.push(edge);
    if (edge.to > node) this.#upward.push({ from: node, to: edge.to });
  }

  #reaches(from: number, goal: number): boolean {
    if (from < goal && !this.#upward.some((edge) => edge.from < goal && edge.to >= goal)) return false;
    const seen = new Set<number>([from]);
    const open = [from];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === goal) return true;
      for (const { to } of this.edgesOf(node)) {
        if (seen.has(to)) continue;
        seen.add(to);
        open.push(to);
      }
    }
    return false;
  }
}

/** Of these one name can mean several things. */
function isOverloaded({ kind }: ObjectName): boolean {
  return kind !== 'relation' && kind !== 'table part';
}
