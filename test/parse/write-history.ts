/** A table, or a view, as it is after the statements so far. */
interface Relation {
  name: string;
  kind: 'table' | 'view';
  /** Whole numbers all; `used`: something else would not let go of it. */
  columns: { name: string; used: boolean }[];
  constraints: { name: string; kind: 'key' | 'check' | 'foreign key'; columns: string[]; used: boolean }[];
  parts: { name: string; kind: 'policy' | 'trigger' }[];
  indexes: string[];
  used: boolean;
}

/** What a history is made of; `prefix`: of every name, so that several do not meet. */
export interface Scene {
  readonly prefix: string;
  readonly statements: string[];
  readonly relations: Relation[];
  readonly functions: string[];
  /** Names that are free again, to be given anew. */
  readonly free: string[];
  count: number;
}

export function emptyScene(prefix: string): Scene {
  return { prefix, statements: [], relations: [], functions: [], free: [], count: 0 };
}

/** Picks by one number after another. */
type Pick = <T>(list: readonly T[]) => T | undefined;

/** Writes statements that PostgreSQL takes in this order, as the numbers say. `anew`: also those that drop, rename and make anew. */
export function writeHistory(scene: Scene, numbers: readonly number[], anew: boolean): void {
  let at = 0;
  const pick: Pick = (list) => list[(numbers[at++ % numbers.length] ?? 0) % Math.max(1, list.length)];
  const kinds = anew ? [...adding, ...taking] : adding;
  for (let round = 0; round < numbers.length; round += 1) pick(kinds)?.(scene, pick);
}

type Step = (scene: Scene, pick: Pick) => void;

function fresh(scene: Scene, pick: Pick): string {
  const again = pick([false, true]) ? scene.free.pop() : undefined;
  scene.count += 1;
  return again ?? `${scene.prefix}${scene.count}`;
}

function write(scene: Scene, ...texts: string[]): void {
  scene.statements.push(...texts);
}

function tables(scene: Scene): Relation[] {
  return scene.relations.filter(({ kind }) => kind === 'table');
}

const createTable: Step = (scene, pick) => {
  const [name, id, column, key] = [fresh(scene, pick), fresh(scene, pick), fresh(scene, pick), fresh(scene, pick)];
  write(scene, `create table ${name} (${id} int constraint ${key} primary key, ${column} int)`);
  scene.relations.push({ name, kind: 'table', columns: [{ name: id, used: false }, { name: column, used: false }], constraints: [{ name: key, kind: 'key', columns: [], used: false }], parts: [], indexes: [], used: false });
};

const addColumn: Step = (scene, pick) => {
  const table = pick(tables(scene));
  if (table === undefined) return;
  const name = fresh(scene, pick);
  write(scene, `alter table ${table.name} add column ${name} int`);
  table.columns.push({ name, used: false });
};

const addKey: Step = (scene, pick) => {
  const table = pick(tables(scene));
  const column = pick(table?.columns ?? []);
  if (table === undefined || column === undefined || table.constraints.some(({ kind, columns }) => kind === 'key' && columns[0] === column.name)) return;
  const name = fresh(scene, pick);
  write(scene, pick([`alter table ${table.name} add constraint ${name} unique (${column.name})`, `create unique index ${name} on ${table.name} (${column.name})`]) ?? '');
  column.used = true;
  if (scene.statements.at(-1)?.startsWith('alter') === true) table.constraints.push({ name, kind: 'key', columns: [column.name], used: false });
  else table.indexes.push(name);
};

const addCheck: Step = (scene, pick) => {
  const table = pick(tables(scene));
  const column = pick(table?.columns ?? []);
  if (table === undefined || column === undefined) return;
  const name = fresh(scene, pick);
  write(scene, `alter table ${table.name} add constraint ${name} check (${column.name} > 0)`);
  column.used = true;
  table.constraints.push({ name, kind: 'check', columns: [column.name], used: false });
};

const addForeignKey: Step = (scene, pick) => {
  const [from, to] = [pick(tables(scene)), pick(tables(scene))];
  const [column, key] = [pick(from?.columns ?? []), pick(to?.constraints.filter(({ kind }) => kind === 'key') ?? [])];
  if (from === undefined || to === undefined || column === undefined || key === undefined) return;
  const name = fresh(scene, pick);
  write(scene, `alter table ${from.name} add constraint ${name} foreign key (${column.name}) references ${to.name}${key.columns.length === 0 ? '' : ` (${key.columns[0] ?? ''})`}`);
  [column.used, key.used, to.used] = [true, true, true];
  from.constraints.push({ name, kind: 'foreign key', columns: [column.name], used: false });
};

const createView: Step = (scene, pick) => {
  const of = pick(scene.relations);
  const columns = of?.columns.filter((_, index) => index === 0 || pick([true, false]) === true) ?? [];
  if (of === undefined) return;
  const name = fresh(scene, pick);
  write(scene, `create view ${name} as select ${columns.map((one) => one.name).join(', ')} from ${of.name}`);
  for (const one of columns) one.used = true;
  of.used = true;
  scene.relations.push({ name, kind: 'view', columns: columns.map((one) => ({ name: one.name, used: false })), constraints: [], parts: [], indexes: [], used: false });
};

const createFunction: Step = (scene, pick) => {
  const of = pick(scene.relations);
  const column = pick(of?.columns ?? []);
  if (of === undefined || column === undefined) return;
  const [name, callee] = [fresh(scene, pick), pick(['1', ...scene.functions.map((one) => `${one}()`)]) ?? '1'];
  write(scene, `create function ${name}() returns bigint stable begin atomic select count(${column.name}) + ${callee} from ${of.name}; end`);
  [column.used, of.used] = [true, true];
  scene.functions.push(name);
};

const addPolicy: Step = (scene, pick) => {
  const table = pick(tables(scene));
  const column = pick(table?.columns ?? []);
  if (table === undefined || column === undefined) return;
  const name = fresh(scene, pick);
  write(scene, `create policy ${name} on ${table.name} using (${column.name} > 0)`);
  column.used = true;
  table.parts.push({ name, kind: 'policy' });
};

const addTrigger: Step = (scene, pick) => {
  const table = pick(tables(scene));
  if (table === undefined) return;
  const [name, routine] = [fresh(scene, pick), fresh(scene, pick)];
  write(scene, `create function ${routine}() returns trigger language plpgsql as 'begin return new; end'`, `create trigger ${name} before insert on ${table.name} for each row execute function ${routine}()`);
  table.parts.push({ name, kind: 'trigger' });
};

const comment: Step = (scene, pick) => {
  const of = pick(scene.relations);
  if (of === undefined) return;
  const things = [...of.columns.map((one) => `column ${of.name}.${one.name}`), ...of.constraints.map((one) => `constraint ${one.name} on ${of.name}`), ...of.parts.map((one) => `${one.kind} ${one.name} on ${of.name}`), ...of.indexes.map((one) => `index ${one}`)];
  write(scene, `comment on ${pick(things) ?? ''} is 'x'`);
};

const grantColumn: Step = (scene, pick) => {
  const of = pick(scene.relations);
  const column = pick(of?.columns ?? []);
  if (of !== undefined && column !== undefined) write(scene, pick([`grant select (${column.name}) on ${of.name} to public`, ...(of.kind === 'table' ? [`create index on ${of.name} (${column.name})`] : [])]) ?? '');
};

const adding: readonly Step[] = [createTable, createTable, addColumn, addColumn, addKey, addCheck, addForeignKey, addForeignKey, createView, createFunction, addPolicy, addTrigger, comment, grantColumn];

const dropConstraint: Step = (scene, pick) => {
  const table = pick(tables(scene));
  const one = pick(table?.constraints.filter(({ used }) => !used) ?? []);
  if (table === undefined || one === undefined) return;
  write(scene, `alter table ${table.name} drop constraint ${pick(['', 'if exists ']) ?? ''}${one.name}`);
  table.constraints.splice(table.constraints.indexOf(one), 1);
  if (pick([true, false]) === true && one.kind === 'check') {
    write(scene, `alter table ${table.name} add constraint ${one.name} check (${one.columns[0] ?? ''} > 1)`);
    table.constraints.push(one);
  } else scene.free.push(one.name);
};

/** A key that foreign keys refer to goes, and with it they; then all are made anew. */
const makeKeyAnew: Step = (scene, pick) => {
  const table = pick(tables(scene));
  const key = pick(table?.constraints.filter(({ kind }) => kind === 'key') ?? []);
  if (table === undefined || key === undefined) return;
  write(scene, `alter table ${table.name} drop constraint ${key.name} cascade`);
  const columns = key.columns[0] ?? table.columns[0]?.name ?? '';
  write(scene, `alter table ${table.name} add constraint ${key.name} ${key.columns.length === 0 ? 'primary key' : 'unique'} (${columns})`);
  for (const other of tables(scene)) other.constraints = other.constraints.filter(({ kind }) => kind !== 'foreign key');
};

const dropRelation: Step = (scene, pick) => {
  const one = pick(scene.relations.filter(({ used }) => !used));
  if (one === undefined) return;
  write(scene, `drop ${one.kind} ${pick(['', 'if exists ']) ?? ''}${one.name}`);
  scene.relations.splice(scene.relations.indexOf(one), 1);
  scene.free.push(one.name);
};

const dropPart: Step = (scene, pick) => {
  const table = pick(tables(scene));
  const part = pick(table?.parts ?? []);
  if (table === undefined || part === undefined) return;
  write(scene, `drop ${part.kind} ${part.name} on ${table.name}`);
  table.parts.splice(table.parts.indexOf(part), 1);
  scene.free.push(part.name);
};

const dropColumn: Step = (scene, pick) => {
  const table = pick(tables(scene));
  const column = pick(table?.columns.slice(1).filter(({ used }) => !used) ?? []);
  if (table === undefined || column === undefined) return;
  write(scene, `alter table ${table.name} drop column ${column.name}`);
  table.columns.splice(table.columns.indexOf(column), 1);
  scene.free.push(column.name);
};

const rename: Step = (scene, pick) => {
  const one = pick(scene.relations);
  const part = pick([...(one?.parts ?? []), ...(one?.constraints.filter(({ kind }) => kind !== 'key') ?? [])]);
  if (one === undefined || part === undefined) return;
  const name = fresh(scene, pick);
  const word = part.kind === 'policy' || part.kind === 'trigger' ? `alter ${part.kind} ${part.name} on ${one.name}` : `alter table ${one.name} rename constraint ${part.name}`;
  write(scene, `${word}${part.kind === 'policy' || part.kind === 'trigger' ? ' rename' : ''} to ${name}`);
  scene.free.push(part.name);
  part.name = name;
};

const renameRelation: Step = (scene, pick) => {
  const one = pick(scene.relations);
  if (one === undefined) return;
  const name = fresh(scene, pick);
  write(scene, `alter ${one.kind} ${one.name} rename to ${name}`);
  scene.free.push(one.name);
  one.name = name;
};

const renameColumn: Step = (scene, pick) => {
  const one = pick(tables(scene));
  const column = pick(one?.columns ?? []);
  if (one === undefined || column === undefined) return;
  const name = fresh(scene, pick);
  write(scene, `alter table ${one.name} rename column ${column.name} to ${name}`);
  scene.free.push(column.name);
  for (const constraint of one.constraints) constraint.columns = constraint.columns.map((each) => (each === column.name ? name : each));
  column.name = name;
};

const taking: readonly Step[] = [dropConstraint, dropConstraint, makeKeyAnew, dropRelation, dropPart, dropColumn, rename, renameRelation, renameColumn];
