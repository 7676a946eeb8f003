import type { Target } from './object-keys.js';
import { primaryKeyOf } from './removals.js';
import type { SchemaState } from './schema-state.js';
import type { ObjectName } from './types.js';
import { anyColumns, columnsKey, joined, type WrittenStatements } from './written-statements.js';

/** How much is meant by a demand: where demands go in a circle, the weakest is given up, and one of `must` alone is an error. */
export const strength = { wish: 0, asWritten: 1, must: 2 } as const;

/** A statement that has to run before another one, which needs a thing. */
export interface Demand {
  readonly to: number;
  readonly need: ObjectName;
  readonly strength: (typeof strength)[keyof typeof strength];
}

/** What a statement still waits for, as things stand now. */
export class Demands {
  readonly #written: WrittenStatements;
  readonly #state: SchemaState;

  constructor(written: WrittenStatements, state: SchemaState) {
    this.#written = written;
    this.#state = state;
  }

  /** In the order in which they are written; of several for one statement the strongest. */
  of(node: number): readonly Demand[] {
    const { uses, makes, removes } = this.#written.effects(node);
    const found = [
      ...uses.flatMap((use) => this.#usedBefore(node, use)),
      ...makes.flatMap((made) => this.#madeBefore(node, made)),
      ...removes.flatMap((removed) => this.#usersBefore(node, removed)),
      ...this.#columnsUsedBefore(node),
      ...(this.#written.statement(node).tag === 'DropStmt' ? [] : [...uses.flatMap((use) => this.#later(node, use)), ...this.#keys(node)]),
    ];
    const strongest = new Map<number, Demand>();
    for (const one of found) if (one.to !== node && (strongest.get(one.to)?.strength ?? -1) < one.strength) strongest.set(one.to, one);
    return [...strongest.values()].sort((a, b) => a.to - b.to);
  }

  /** Who made and changed what is used. */
  #usedBefore(node: number, { key, name }: Target): readonly Demand[] {
    const { makers, changers } = this.#written;
    const made = makers.between(key, 0, node);
    const changed = changers.between(key, this.#floor(node, key), node);
    const overloads = isOverloaded(name);
    return [
      ...(overloads ? made : made.slice(-1)).map((to) => demand(to, name, overloads ? strength.asWritten : strength.must)),
      ...changed.map((to) => demand(to, name, strength.asWritten)),
    ];
  }

  /** `DROP TABLE IF EXISTS orders` before `CREATE TABLE orders`, and what is replaced before what replaces it. */
  #madeBefore(node: number, { key, name }: Target): readonly Demand[] {
    const { removers, makers } = this.#written;
    return [
      ...removers.between(key, 0, node).map((to) => demand(to, name, this.#written.sameFile(to, node) ? strength.must : strength.asWritten)),
      ...(isOverloaded(name) ? [] : makers.between(key, 0, node)).map((to) => demand(to, name, strength.asWritten)),
    ];
  }

  /** Who uses what goes. */
  #usersBefore(node: number, { key, name, part }: Target): readonly Demand[] {
    return this.#written.users.between(key, this.#floor(node, part?.table ?? key), node).map((to) => demand(to, name, strength.asWritten));
  }

  /** Who uses a table or type with the columns that go, unless it waits for the column that takes the place of one. */
  #columnsUsedBefore(node: number): readonly Demand[] {
    const { uses, changes: [thing], columns: { dropped, renamed } } = this.#written.effects(node);
    const target = uses.find(({ key }) => key === thing);
    if (target === undefined || (dropped.length === 0 && renamed === null)) return [];
    const waits = (user: number): boolean => renamed !== null && !this.#written.sameFile(user, node) && this.#written.words(user).has(renamed.to) && !this.#written.words(user).has(renamed.from);
    return this.#usersBefore(node, target).filter(({ to }) => !waits(to));
  }

  /** What is not there yet; of what had to come forward, what its file makes anew and changes; and columns. */
  #later(node: number, use: Target): readonly Demand[] {
    const { key, name, part } = use;
    const taken = this.#written.effects(node).removes.some((one) => one.key === key);
    if (isOverloaded(name)) return taken ? [] : this.#overloads(node, use);
    const { there, by, end } = this.#standing(node, part?.table ?? key);
    const named = there && (part === null || this.#state.hasPart(part.table, part.name));
    // A part is asked for when its table is there. What a statement takes away it does not bring forward, but for parts of a table that came forward itself.
    if (!named && ((part !== null && !there) || (taken && (part === null || end === 0)))) return [];
    if (!named) return this.#maker(node, use, taken);
    const anew = this.#written.makers.between(key, by, end).slice(-1);
    const changes = part === null ? [...this.#written.changers.between(key, by, end), ...this.#columnMakers(node, key)] : [];
    return [...anew, ...changes].map((to) => demand(to, name, strength.wish));
  }

  /** Whether a table or type is there, or made by none of the statements; and, if it had to come forward, from where to where its file goes on. */
  #standing(node: number, key: string): { readonly there: boolean; readonly by: number; readonly end: number } {
    const by = this.#state.namedBy(key);
    if (by === undefined) return { there: this.#written.makers.first(key) === Infinity, by: 0, end: 0 };
    return { there: true, by, end: by > node ? this.#written.fileEnd(by) : 0 };
  }

  /** All of a name, since any may be meant; of those that are the same the first. */
  #overloads(node: number, { key, name }: Target): readonly Demand[] {
    const { makers } = this.#written;
    if (makers.single(key)) return makers.between(key, 0, Infinity).map((to) => demand(to, name, strength.must));
    const forms = new Set<string>();
    const others = makers.between(key, node + 1, Infinity).filter((one) => {
      const { form } = this.#written.effects(one);
      if (forms.has(form) || this.#state.hasForm(key, form)) return false;
      forms.add(form);
      return true;
    });
    return others.map((to) => demand(to, name, strength.wish));
  }

  /** The last that makes it in the first file that does. None where it has to be there, whoever made it, since it is dropped first. */
  #maker(node: number, { key, name }: Target, elsewhere: boolean): readonly Demand[] {
    const { makers, removers } = this.#written;
    const later = makers.between(key, node + 1, Infinity).filter((one) => !elsewhere || !this.#written.sameFile(one, node));
    const [first] = later;
    if (first === undefined) return [];
    const sure = (one: number): boolean => one !== node && this.#written.effects(one).removes.some((removed) => removed.key === key && removed.sure);
    if (removers.between(key, node, first).some(sure)) return [];
    return later.filter((one) => this.#written.sameFile(one, first)).slice(-1).map((to) => demand(to, name, strength.must));
  }

  /** Who gives a table, in another file, a column that has a name among this statement's words. */
  #columnMakers(node: number, table: string): readonly number[] {
    const words = this.#written.words(node);
    return this.#written.newColumnsIn(node, table).filter((column) => !this.#state.hasColumn(table, column)).flatMap((column) => this.#written.columnMakers.between(joined(table, column), node + 1, Infinity)).filter((one) => {
      const { renamed } = this.#written.effects(one).columns;
      return !this.#written.sameFile(one, node) && !(renamed !== null && words.has(renamed.from));
    });
  }

  /** Keys that the statement's foreign keys refer to: those given before; later ones where it has none; and of a table that had to come forward, what its file gives and drops. */
  #keys(node: number): readonly Demand[] {
    return this.#written.effects(node).foreignKeys.flatMap(({ table: { key, name }, columns }) => {
      const givers = (low: number, high: number): readonly number[] => [columnsKey(columns), anyColumns].flatMap((one) => this.#written.keyMakers.between(joined(key, one), low, high));
      const before = givers(this.#floor(node, key), node);
      const { there, by, end } = this.#standing(node, key);
      const met = before.length > 0 || this.#state.hasKey(key, columns);
      const own = [...givers(by, end), ...this.#written.removers.between(primaryKeyOf(key), by, end)];
      const wanted = own.length > 0 ? own : there && !met ? givers(node + 1, Infinity).slice(0, 1) : [];
      return [...before.map((to) => demand(to, name, strength.asWritten)), ...wanted.map((to) => demand(to, name, strength.wish))];
    });
  }

  /** From where on a statement counts as written before this one: one above the thing's maker, in other files, waits for the thing as its file leaves it. */
  #floor(node: number, key: string): number {
    const first = this.#written.makers.first(key);
    return first < node && this.#written.sameFile(first, node) ? first : 0;
  }
}

function demand(to: number, need: ObjectName, how: Demand['strength']): Demand {
  return { to, need, strength: how };
}

/** Of these one name can mean several things. */
function isOverloaded({ kind }: ObjectName): boolean {
  return kind !== 'relation' && kind !== 'type' && kind !== 'table part';
}
