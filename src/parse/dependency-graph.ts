import { Definers } from './definers.js';
import { addsKey, changesColumns, keysReferred, mentions, newColumns, type KeyColumns } from './table-changes.js';
import type { ObjectName, SqlStatement } from './types.js';

/** A statement (by its number in the base order) needs another one to run before it, for a name or for the order as written. */
export interface Edge {
  readonly to: number;
  readonly need: ObjectName;
}

/**
 * Which statements must run before which. A need is met by the last statement before it in its own file that defines the
 * name, else by the first of all. Wishes (a key before the foreign keys to it; the changes of a table that had to be
 * moved forward) count only as long as they close no circle.
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

  /** A DROP stays where it stands: it moves nothing forward. */
  #hardEdges(node: number): Edge[] {
    const statement = this.statement(node);
    const drop = statement.tag === 'DropStmt';
    const edges = statement.needs.flatMap((need) => {
      const candidates = this.#definers.of(need, statement).filter((one) => one !== node);
      const earlier = candidates.filter((one) => one < node && this.#sameFile(one, node)).at(-1);
      const to = earlier ?? (drop || candidates.length > 1 && need.kind !== 'relation' ? undefined : candidates[0]);
      return to === undefined ? [] : [{ to, need }];
    });
    return [...edges, ...this.#redefinitions(node)];
  }

  /** `DROP TABLE IF EXISTS orders` before `CREATE TABLE orders`, and what is replaced before what replaces it. */
  #redefinitions(node: number): Edge[] {
    const statement = this.statement(node);
    return statement.defines.flatMap((name) => {
      const before = this.#definers.dropsOf(name, statement).filter((one) => one < node && this.#sameFile(one, node)).at(-1);
      return before === undefined ? [] : [{ to: before, need: name }];
    });
  }

  #wishes(node: number): readonly Edge[] {
    const statement = this.statement(node);
    return statement.needs.flatMap((need) => {
      const candidates = this.#definers.of(need, statement).filter((one) => one !== node);
      const changing = this.#definers.changesOf(need, statement);
      if (candidates.length === 0 && changing.length === 0) return [];
      const overloads = need.kind === 'relation' ? [] : candidates;
      const keys = keysReferred(statement, need);
      const moved = candidates.filter((one) => one > node);
      const changes = changing.filter((one) => one !== node && this.#concerns(one, node, { moved, keys }));
      return [...overloads, ...changes].map((to) => ({ to, need }));
    });
  }

  /**
   * A change of a table or type that this statement should see: one that is written before it (it may be moved itself),
   * a key it refers to, what follows a table moved forward, a column it names.
   */
  #concerns(change: number, node: number, { moved, keys }: { readonly moved: readonly number[]; readonly keys: readonly KeyColumns[] }): boolean {
    const statement = this.statement(change);
    if (keys.length > 0 && addsKey(statement, keys)) return true;
    if (!changesColumns(statement)) return false;
    if (change < node) return true;
    if (moved.some((one) => one < change && this.#sameFile(one, change))) return true;
    return !this.#sameFile(change, node) && newColumns(statement).some((column) => mentions(this.statement(node), column));
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
