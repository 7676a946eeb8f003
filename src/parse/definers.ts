import type { ObjectName, QualifiedName, SqlStatement } from './types.js';

/** Who defines, drops and changes a name, by number of the statement, with the search path of the one who asks. */
export class Definers {
  readonly #schema: string;
  readonly #defined = new Map<string, number[]>();
  readonly #dropped = new Map<string, number[]>();
  readonly #changed = new Map<string, number[]>();
  /** Every name in these, of whatever kind and schema: most that are asked for are PostgreSQL's own. */
  readonly #names = new Set<string>();

  constructor(statements: readonly SqlStatement[], templateSchema: string) {
    this.#schema = templateSchema;
    for (const [index, statement] of statements.entries()) {
      for (const name of statement.defines) {
        add(this.#defined, this.#home(name, statement), index);
        this.#names.add(name.name);
      }
      const target = statement.tag === 'DropStmt' ? this.#dropped : changing.has(statement.tag) ? this.#changed : null;
      for (const need of target === null ? [] : statement.needs) {
        this.#names.add(need.name);
        // ALTER TABLE ... DROP CONSTRAINT stands before the same name is given again.
        const drops = need.kind === 'table part' ? this.#dropped : target;
        for (const key of this.#places(need, statement)) if (drops !== null) add(drops, key, index);
      }
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

  /** ALTER and CREATE INDEX statements on the relation or type. */
  changesOf(need: ObjectName, asker: SqlStatement): readonly number[] {
    if (!this.#names.has(need.name)) return [];
    return this.#places(need, asker).flatMap((key) => this.#changed.get(key) ?? []);
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

/** No name has a null character. */
function key(kind: string, { schema, name }: QualifiedName): string {
  return `${kind}\0${schema ?? ''}\0${name}`;
}

function add(map: Map<string, number[]>, key: string, index: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [index]);
  else if (list.at(-1) !== index) list.push(index);
}
