import { constraintsDropped, takesAway } from './table-changes.js';
import { isNode } from './tree.js';
import type { ObjectName, QualifiedName, SqlStatement } from './types.js';

/** Who defines, drops and changes a name, by number of the statement, with the search path of the one who asks. */
export class Definers {
  readonly #statements: readonly SqlStatement[];
  /** Who needs something of this name, whatever its kind and schema. */
  readonly #needed = new Map<string, number[]>();
  readonly #schema: string;
  readonly #defined = new Map<string, number[]>();
  readonly #dropped = new Map<string, number[]>();
  readonly #changed = new Map<string, number[]>();
  /** Every name in these, of whatever kind and schema: most that are asked for are PostgreSQL's own. */
  readonly #names = new Set<string>();

  constructor(statements: readonly SqlStatement[], templateSchema: string) {
    this.#statements = statements;
    this.#schema = templateSchema;
    for (const [index, statement] of statements.entries()) {
      this.#moveParts(statement);
      for (const name of statement.defines) {
        add(this.#defined, this.#home(name, statement), index);
        this.#names.add(name.name);
      }
      for (const need of statement.needs) add(this.#needed, need.name, index);
      const target = statement.tag === 'DropStmt' ? this.#dropped : changing.has(statement.tag) ? this.#changed : null;
      for (const need of target === null ? [] : statement.needs) {
        this.#names.add(need.name);
        // ALTER TABLE ... DROP CONSTRAINT and RENAME stand before the same name is given again.
        const gone = need.kind === 'table part' || (statement.tag === 'RenameStmt' && statement.defines[0]?.kind === need.kind);
        for (const key of this.#places(need, statement)) {
          if (gone) add(this.#dropped, key, index);
          if (target !== null && need.kind !== 'table part') add(target, key, index);
        }
      }
      for (const name of constraintsDropped(statement)) add(this.#dropped, this.#home(indexOf(name, statement), statement), index);
    }
  }

  /** Statements that define the name, in base order; a table's name is a type's too. */
  of(need: ObjectName, asker: SqlStatement): readonly number[] {
    if (!this.#names.has(need.name)) return [];
    for (const key of this.#places(need, asker)) {
      const found = this.#defined.get(key);
      if (found !== undefined) return found;
    }
    return [];
  }

  dropsOf(name: ObjectName, asker: SqlStatement): readonly number[] {
    return this.#dropped.get(this.#home(name, asker)) ?? [];
  }

  /** Statements that drop, rename or change under this name what the asker needs. */
  dropsOfNeed(need: ObjectName, asker: SqlStatement): readonly number[] {
    return this.#places(need, asker).flatMap((one) => this.#dropped.get(one) ?? []);
  }

  /** ALTER and CREATE INDEX statements on the relation or type. */
  changesOf(need: ObjectName, asker: SqlStatement): readonly number[] {
    if (!this.#names.has(need.name)) return [];
    return this.#places(need, asker).flatMap((key) => this.#changed.get(key) ?? []);
  }

  /** Statements of the same file before this one that need the same, back to the last that takes it or a part of it away: that one brings those before it. */
  usersBefore(need: ObjectName, index: number): readonly number[] {
    const asker = this.#statements[index];
    const named = this.#needed.get(need.name) ?? [];
    const found: number[] = [];
    if (asker === undefined) return found;
    const places = this.#places(need, asker);
    for (let at = indexBelow(named, index); at >= 0; at -= 1) {
      const user = this.#statements[named[at] ?? -1];
      if (user?.span.file !== asker.span.file) break;
      if (!user.needs.some((other) => other.name === need.name && this.#places(other, user).some((key) => places.includes(key)))) continue;
      found.push(named[at] ?? -1);
      if (takesAway(user)) break;
    }
    return found;
  }

  /** A table that is renamed keeps its triggers, policies, rules and constraints. */
  #moveParts(statement: SqlStatement): void {
    const [to, from] = [statement.defines[0], statement.needs[0]];
    if (statement.tag !== 'RenameStmt' || to?.kind !== 'relation' || from?.kind !== 'relation') return;
    const [before, after] = [from, to].map((one) => this.#home({ ...one, kind: 'table part', name: `${one.name}.` }, statement));
    for (const [key, list] of [...this.#defined]) {
      if (before === undefined || after === undefined || !key.startsWith(before)) continue;
      const moved = after + key.slice(before.length);
      this.#defined.set(moved, [...new Set([...(this.#defined.get(moved) ?? []), ...list])].sort((a, b) => a - b));
      this.#names.add(moved.slice(moved.lastIndexOf('\0') + 1));
    }
  }

  #home(name: ObjectName, statement: SqlStatement): string {
    return key(name.kind, { schema: name.schema ?? statement.searchPath?.[0] ?? this.#schema, name: name.name });
  }

  #places(need: ObjectName, statement: SqlStatement): readonly string[] {
    const unscoped = need.kind === 'schema' || need.kind === 'extension' || need.kind === 'role';
    if (unscoped) return [this.#home(need, statement)];
    const schemas = need.schema === null ? (statement.searchPath ?? [this.#schema]) : [need.schema];
    const other = need.kind === 'type' ? 'relation' : need.kind === 'relation' ? 'type' : null;
    const kinds = other === null ? [need.kind] : [need.kind, other];
    return schemas.flatMap((schema) => kinds.map((kind) => key(kind, { schema, name: need.name })));
  }
}

const changing = new Set(['AlterTableStmt', 'IndexStmt', 'RenameStmt', 'AlterEnumStmt', 'AlterTypeStmt', 'AlterDomainStmt']);

/** The index of a key goes with it. */
function indexOf(constraint: string, { ast, span }: SqlStatement): ObjectName {
  const schema = isNode(ast['relation']) ? ast['relation']['schemaname'] : null;
  return { kind: 'relation', schema: typeof schema === 'string' ? schema : null, name: constraint, span };
}

/** No name has a null character. */
function key(kind: string, { schema, name }: QualifiedName): string {
  return `${kind}\0${schema ?? ''}\0${name}`;
}

function add(map: Map<string, number[]>, key: string, index: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [index]);
  else if (list.at(-1) !== index) list.push(index);
}

/** Where the last number below another stands in a list that goes up; -1 if there is none. */
function indexBelow(list: readonly number[], bound: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? bound) < bound) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
