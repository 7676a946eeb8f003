import type { Effects } from './effects.js';
import type { Target } from './object-keys.js';
import type { TableKey } from './table-keys.js';

/** A thing as it is now. */
interface Thing {
  key: string;
  /** The statement that gave it its name. */
  by: number;
  /** Of an index, or the sequence of a column: whose it is. */
  readonly owner: Thing | null;
  /** Indexes and sequences that go with it. */
  readonly owned: Set<string>;
  readonly columns: Set<string>;
  /** Triggers, policies, rules and constraints; of a foreign key the table that it refers to. */
  readonly parts: Map<string, Thing | null>;
  /** What foreign keys can refer to: columns by the name of the index. */
  readonly tableKeys: Map<string, readonly string[]>;
  primary: string | null;
  /** Of functions that share the name. */
  readonly forms: Set<string>;
}

/** What a statement does without naming it, by keys. */
export interface Implied {
  /** Indexes that go with their tables, and those that get the new name of their constraint. */
  readonly gone: readonly string[];
  /** Tables that foreign keys refer to which go. */
  readonly freed: readonly string[];
}

/** What is there after the statements that have run. What only the server knows (names that it chose, what went by CASCADE) is not in it. */
export class SchemaState {
  readonly #things = new Map<string, Thing>();

  /** The statement that gave a thing its name; undefined where nothing has it. */
  namedBy(key: string): number | undefined {
    return this.#things.get(key)?.by;
  }

  hasPart(table: string, part: string): boolean {
    return this.#things.get(table)?.parts.has(part) ?? false;
  }

  hasColumn(table: string, column: string): boolean {
    return this.#things.get(table)?.columns.has(column) ?? false;
  }

  hasForm(key: string, form: string): boolean {
    return this.#things.get(key)?.forms.has(form) ?? false;
  }

  /** Whether foreign keys can refer to these columns of a table, in any order; to its primary key, where there are none. */
  hasKey(table: string, columns: readonly string[]): boolean {
    const thing = this.#things.get(table);
    if (thing === undefined) return false;
    if (columns.length === 0) return thing.primary !== null;
    return [...thing.tableKeys.values()].some((one) => one.length === columns.length && columns.every((column) => one.includes(column)));
  }

  run(effects: Effects, by: number): Implied {
    const [from, to] = [effects.removes[0], effects.makes[0]];
    const table = this.#things.get(effects.changes[0] ?? '');
    if (table !== undefined) changeColumns(table, effects.columns);
    if (effects.renames) return { gone: from === undefined || to === undefined ? [] : this.#rename(from, to, by), freed: [] };
    const freed = effects.removes.flatMap(({ part }) => (part === null ? [] : (this.#things.get(part.table)?.parts.get(part.name)?.key ?? [])));
    const gone = effects.removes.flatMap((one) => this.#remove(one));
    this.#make(effects, by, table);
    return { gone, freed };
  }

  #rename(from: Target, to: Target, by: number): readonly string[] {
    const thing = this.#things.get(from.part?.table ?? from.key);
    if (thing === undefined) return [];
    if (from.part !== null && to.part !== null) {
      thing.parts.set(to.part.name, thing.parts.get(from.part.name) ?? null);
      thing.parts.delete(from.part.name);
      const index = beside(from.part.table, from.part.name);
      if (this.#things.get(index)?.owner !== thing) return [];
      this.#move(index, beside(to.part.table, to.part.name), by);
      return [index];
    }
    this.#move(from.key, to.key, by);
    return [];
  }

  #move(from: string, to: string, by: number): void {
    const thing = this.#things.get(from);
    if (thing === undefined) return;
    this.#things.delete(from);
    this.#things.set(to, thing);
    [thing.key, thing.by] = [to, by];
    if (thing.owner === null) return;
    thing.owner.owned.delete(from);
    thing.owner.owned.add(to);
    renameKey(thing.owner, nameIn(from), nameIn(to));
  }

  #remove({ key, part }: Target): readonly string[] {
    const thing = this.#things.get(part?.table ?? key);
    if (part !== null) thing?.parts.delete(part.name);
    if (part !== null || thing === undefined) return [];
    this.#things.delete(key);
    thing.owner?.owned.delete(key);
    if (thing.owner !== null) removeKey(thing.owner, nameIn(key));
    for (const one of thing.owned) this.#things.delete(one);
    return [...thing.owned];
  }

  #make({ makes, columns, tableKeys, copies, foreignKeys, form }: Effects, by: number, changed: Thing | undefined): void {
    let table = changed;
    for (const { key, part } of makes) {
      if (part !== null) {
        this.#things.get(part.table)?.parts.set(part.name, null);
        continue;
      }
      const thing = this.#things.get(key) ?? { key, by, owner: table ?? null, owned: new Set(), columns: new Set(), parts: new Map(), tableKeys: new Map(), primary: null, forms: new Set() };
      thing.by = by;
      thing.forms.add(form);
      this.#things.set(key, thing);
      if (table === undefined) table = thing;
      else table.owned.add(key);
    }
    if (table === undefined) return;
    for (const one of columns.first) table.columns.add(one);
    for (const one of foreignKeys) table.parts.set(one.name, this.#things.get(one.table.key) ?? null);
    for (const one of copies) copyKeys(this.#things.get(one), table, nameIn(makes[0]?.key ?? ''));
    for (const one of tableKeys) addKey(table, one, by);
  }
}

function addKey(table: Thing, { name, columns, primary, index }: TableKey, by: number): void {
  const own = name ?? `\0${by}`;
  table.tableKeys.set(own, index === null ? columns : (table.tableKeys.get(index) ?? []));
  if (index !== null && index !== own) table.tableKeys.delete(index);
  if (primary) table.primary = own;
}

/** Under the names that PostgreSQL gives them. */
function copyKeys(from: Thing | undefined, to: Thing, name: string): void {
  for (const [index, columns] of from?.tableKeys ?? []) {
    const primary = index === from?.primary;
    addKey(to, { name: primary ? `${name}_pkey` : `${name}_${columns.join('_')}_key`, columns, primary, index: null }, 0);
  }
}

function renameKey(table: Thing, from: string, to: string): void {
  const columns = table.tableKeys.get(from);
  if (columns === undefined) return;
  table.tableKeys.delete(from);
  table.tableKeys.set(to, columns);
  if (table.primary === from) table.primary = to;
}

function removeKey(table: Thing, index: string): void {
  table.tableKeys.delete(index);
  if (table.primary === index) table.primary = null;
}

/** With a column go the keys that have it. */
function changeColumns(table: Thing, { added, renamed, dropped }: Effects['columns']): void {
  for (const one of renamed === null ? dropped : [renamed.from]) table.columns.delete(one);
  for (const one of added) table.columns.add(one);
  if (renamed === null && dropped.length === 0) return;
  for (const [index, columns] of [...table.tableKeys]) {
    if (columns.some((one) => dropped.includes(one))) removeKey(table, index);
    else if (renamed !== null) table.tableKeys.set(index, columns.map((one) => (one === renamed.from ? renamed.to : one)));
  }
}

/** The key of an index by that of its table. */
function beside(table: string, name: string): string {
  return table.slice(0, table.lastIndexOf('\0') + 1) + name;
}

function nameIn(key: string): string {
  return key.slice(key.lastIndexOf('\0') + 1);
}
