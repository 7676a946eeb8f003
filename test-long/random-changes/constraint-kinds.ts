import { at, isPlain, pick, pickColumn, pickTable, q } from './scene.js';
import type { Change, Kinds, Scene, SnapPart } from './types.js';

/** What most rows fit. */
function condition(scene: Scene, column: string, category: string): string {
  const name = q(column);
  return category === 'N' ? scene.random.pick([`${name} > -1000`, `${name} between -5000 and 500000`]) : scene.random.pick([`${name} is distinct from null or ${name} is null`, `length(${name}::text) < 500`, `${name}::text <> 'never ''this'''`]);
}

function drop({ table, name }: SnapPart, more = ''): string {
  return `alter table ${at(table)} drop constraint ${q(name)}${more}`;
}

function dropping(scene: Scene, parts: readonly SnapPart[], more = ''): Change | null {
  const found = pick(scene, parts);
  return found && { sql: [drop(found, more)], table: found.table };
}

const checks: Kinds = {
  'add check': (scene) => {
    const found = pickColumn(scene, ({ kind }, { child }) => kind === 'b' && !child);
    return found && { sql: [`alter table ${at(found.table.name)} add constraint ${scene.fresh('check')} check (${condition(scene, found.column.name, found.column.category)})`], table: found.table.name };
  },
  'add check for new rows': (scene) => {
    const found = pickColumn(scene, ({ kind }, { child }) => kind === 'b' && !child);
    return found && { sql: [`alter table ${at(found.table.name)} add constraint ${scene.fresh('check')} check (${condition(scene, found.column.name, found.column.category)}) not valid`], table: found.table.name };
  },
  'validate a constraint': (scene) => {
    const found = pick(scene, [...scene.has.checks, ...scene.has.foreignKeys], ({ def }) => def.endsWith('NOT VALID'));
    return found && { sql: [`alter table ${at(found.table)} validate constraint ${q(found.name)}`], table: found.table };
  },
  'drop check': (scene) => dropping(scene, scene.has.checks),
  'replace check': (scene) => {
    const found = pick(scene, scene.has.checks);
    const table = scene.has.tables.find(({ name }) => name === found?.table);
    const column = pick(scene, table?.columns ?? [], ({ kind }) => kind === 'b');
    return found && column && { sql: [drop(found), `alter table ${at(found.table)} add constraint ${q(found.name)} check (${condition(scene, column.name, column.category)})`], table: found.table };
  },
};

const keys: Kinds = {
  'add unique': (scene) => {
    const table = pickTable(scene, ({ key, partitioned }) => key.length > 0 && !partitioned);
    const column = table && pick(scene, table.columns, ({ name, kind, type }) => kind === 'b' && type !== 'json' && !table.key.includes(name));
    const list = [...(table?.key ?? []), ...(column ? [column.name] : [])];
    return table && { sql: [`alter table ${at(table.name)} add constraint ${scene.fresh('uq')} unique ${scene.random.pick(['', 'nulls not distinct '])}(${list.map(q).join(', ')})${scene.random.pick(['', ' deferrable', ' deferrable initially deferred'])}`], table: table.name };
  },
  'add unique that rows may break': (scene) => {
    const found = pickColumn(scene, (column, table) => isPlain(column, table) && column.kind === 'b' && column.type !== 'json' && !table.partitioned);
    return found && { sql: [`alter table ${at(found.table.name)} add unique (${q(found.column.name)})`], table: found.table.name };
  },
  'drop unique': (scene) => dropping(scene, scene.has.keys.filter(({ def }) => def.startsWith('UNIQUE'))),
  'add primary key': (scene) => {
    const table = pickTable(scene, ({ key, columns }) => key.length === 0 && columns.some(({ notNull }) => notNull));
    const column = table && pick(scene, table.columns, ({ notNull, type }) => notNull && type !== 'json');
    return table && column && { sql: [`alter table ${at(table.name)} add primary key (${q(column.name)})`], table: table.name };
  },
  'drop primary key': (scene) => dropping(scene, scene.has.keys.filter(({ def }) => def.startsWith('PRIMARY'))),
  'drop key with all that hangs on it': (scene) => dropping(scene, scene.has.keys, ' cascade'),
  'add exclusion': (scene) => {
    const found = pickColumn(scene, ({ type }, { partitioned }) => /^(int4|int8|num|ts|tstz|date)range$/.test(type) && !partitioned);
    return found && { sql: [`alter table ${at(found.table.name)} add constraint ${scene.fresh('excl')} exclude using gist (${q(found.column.name)} with &&)`], table: found.table.name };
  },
};

const foreignKeys: Kinds = {
  'add foreign key': (scene) => {
    const target = pick(scene, scene.has.tables, ({ key }) => key.length === 1);
    const type = target?.columns.find(({ name }) => name === target.key[0])?.type;
    const found = pickColumn(scene, (column, { child }) => column.type === type && !child && !column.generated);
    return target && found && { sql: [`alter table ${at(found.table.name)} add constraint ${scene.fresh('fk')} foreign key (${q(found.column.name)}) references ${at(target.name)} (${target.key.map(q).join(', ')})${scene.random.pick(['', ' on delete cascade', ' not valid', ' deferrable initially deferred'])}`], table: found.table.name };
  },
  'drop foreign key': (scene) => dropping(scene, scene.has.foreignKeys),
  'change foreign key': (scene) => {
    const found = pick(scene, scene.has.foreignKeys, ({ def }) => !/ ON | DEFERRABLE| NOT VALID/.test(def));
    return found && { sql: [drop(found), `alter table ${at(found.table)} add constraint ${q(found.name)} ${found.def} on delete cascade`], table: found.table };
  },
  'defer foreign key': (scene) => {
    const found = pick(scene, scene.has.foreignKeys);
    return found && { sql: [`alter table ${at(found.table)} alter constraint ${q(found.name)} ${scene.random.pick(['deferrable initially deferred', 'not deferrable', 'deferrable'])}`], table: found.table };
  },
};

const anything: Kinds = {
  'rename constraint': (scene) => {
    const found = pick(scene, [...scene.has.checks, ...scene.has.keys, ...scene.has.foreignKeys]);
    return found && { sql: [`alter table ${at(found.table)} rename constraint ${q(found.name)} to ${scene.fresh('con')}`], table: found.table };
  },
  'comment on constraint': (scene) => {
    const found = pick(scene, [...scene.has.checks, ...scene.has.keys, ...scene.has.foreignKeys]);
    return found && { sql: [`comment on constraint ${q(found.name)} on ${at(found.table)} is 'why; it''s so'`], table: found.table };
  },
};

export const constraintKinds: Kinds = { ...checks, ...keys, ...foreignKeys, ...anything };
