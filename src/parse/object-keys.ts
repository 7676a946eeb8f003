import type { ObjectName, SqlStatement } from './types.js';

/** A thing that a statement is about. */
export interface Target {
  /** One text for each thing, whatever the words and the search path of the statement. No name has a null character. */
  readonly key: string;
  readonly name: ObjectName;
  /** Of a trigger, policy, rule or constraint: its table's key, and its own name there. */
  readonly part: { readonly table: string; readonly name: string } | null;
}

/** What statements mean by the names that they have. */
export class ObjectKeys {
  readonly #schema: string;
  readonly #made = new Set<string>();
  /** Every name in these, of whatever kind and schema: most that are asked for are PostgreSQL's own. */
  readonly #names = new Set<string>();

  constructor(statements: readonly SqlStatement[], templateSchema: string) {
    this.#schema = templateSchema;
    for (const statement of statements) {
      for (const name of statement.defines) this.#made.add(this.#home(name, statement));
      for (const name of changing.has(statement.tag) ? [...statement.defines, ...statement.needs] : statement.defines) this.#names.add(name.name);
    }
  }

  /** What a statement makes under a name. */
  made(name: ObjectName, statement: SqlStatement): readonly Target[] {
    return name.kind === 'table part' ? this.#part(name, statement) : [{ key: this.#home(name, statement), name, part: null }];
  }

  /** What a statement means by a name: a table's name is a type's too. None where no statement makes or changes such a thing. */
  meant(name: ObjectName, statement: SqlStatement): readonly Target[] {
    if (name.kind === 'table part') return this.#part(name, statement);
    const { kind, schema } = name;
    if (!this.#names.has(name.name)) return [];
    const schemas = schema === null ? (statement.searchPath ?? [this.#schema]) : [schema];
    const kinds = kind === 'type' ? [kind, 'relation'] : kind === 'relation' ? [kind, 'type'] : [kind];
    const keys = schemas.flatMap((one) => kinds.map((each) => keyOf(each, one, name.name)));
    const key = keys.find((one) => this.#made.has(one)) ?? keys[0];
    return key === undefined ? [] : [{ key, name, part: null }];
  }

  /** A part belongs to the table that the same statement names, and goes with it where that is renamed. */
  #part(name: ObjectName, statement: SqlStatement): readonly Target[] {
    const owner = [...statement.needs, ...statement.defines].find((one) => one.kind === 'relation' && one.schema === name.schema && name.name.startsWith(`${one.name}.`));
    if (owner === undefined) return [];
    const table = this.meant(owner, statement)[0]?.key ?? this.#home(owner, statement);
    const own = name.name.slice(owner.name.length + 1);
    return [{ key: `${table}\0${own}`, name, part: { table, name: own } }];
  }

  #home({ kind, schema, name }: ObjectName, { searchPath }: SqlStatement): string {
    return keyOf(kind, schema ?? searchPath?.[0] ?? this.#schema, name);
  }
}

const changing = new Set(['AlterTableStmt', 'IndexStmt', 'RenameStmt', 'AlterEnumStmt', 'AlterTypeStmt', 'AlterDomainStmt', 'DropStmt']);

function keyOf(kind: string, schema: string, name: string): string {
  const unscoped = kind === 'schema' || kind === 'extension' || kind === 'role';
  return `${kind}\0${unscoped ? '' : schema}\0${name}`;
}
