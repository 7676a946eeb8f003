import { at, isPlain, literal, pick, pickColumn, pickTable, q, valueFor } from './scene.js';
import type { Change, Kind, Kinds, Scene } from './types.js';

const plainTypes = ['integer', 'bigint', 'text', 'boolean', 'numeric(10, 2)', 'varchar(20)', 'uuid', 'date', 'timestamptz', 'jsonb', 'text[]', 'integer[]', 'interval', 'inet', 'bytea', 'double precision', 'smallint', 'char(3)', 'int4range'];

/** One of PostgreSQL's, or of the template's own. */
export function anyType(scene: Scene): string {
  const own = pick(scene, scene.has.types, ({ kind }) => kind !== 'composite');
  return own !== null && scene.random() < 0.3 ? `${at(own.name)}${scene.random() < 0.2 ? '[]' : ''}` : scene.random.pick(plainTypes);
}

function adding(write: (scene: Scene, column: string, table: string) => Omit<Change, 'sql' | 'table'> & { readonly clause: string } | null): Kind {
  return (scene) => {
    const table = pickTable(scene);
    const column = scene.fresh('col');
    const written = table === null ? null : write(scene, column, table.name);
    if (table === null || written === null) return null;
    const { clause, ...answers } = written;
    return { sql: [`alter table ${at(table.name)} add column ${column} ${clause}`], table: table.name, ...answers };
  };
}

/** Something that numbers can be made of. */
const source = (scene: Scene, table: string): string | null => {
  const column = pick(scene, scene.has.tables.find(({ name }) => name === table)?.columns ?? [], ({ category, generated, kind }) => ['N', 'S'].includes(category) && !generated && kind === 'b');
  return column === null ? null : column.category === 'N' ? `(${q(column.name)} * 2)` : `lower(${q(column.name)}::text)`;
};

const added: Kinds = {
  'add column': adding((scene) => ({ clause: anyType(scene) })),
  'add column with a default': adding((scene) => ({ clause: scene.random.pick(["text default 'x'", 'integer default 7', 'boolean not null default false', "jsonb not null default '{}'", "text[] default '{}'::text[]", "varchar(9) not null default ''", 'timestamptz not null default now()', 'date default current_date']) })),
  'add column with a volatile default': adding((scene) => ({ clause: scene.random.pick(['uuid default gen_random_uuid()', 'timestamptz not null default clock_timestamp()', 'double precision default random()']) })),
  'add column that is not null': adding((scene) => scene.random.pick([{ clause: 'text not null', fill: "'filled'" }, { clause: 'integer not null', fill: '0' }, { clause: 'timestamptz not null', fill: 'now()' }])),
  'add column that is generated': adding((scene, _column, table) => {
    const from = source(scene, table);
    return from === null ? null : { clause: `${from.startsWith('(') ? 'numeric' : 'text'} generated always as (${from}) stored` };
  }),
  'add identity column': adding((scene) => ({ clause: `bigint generated ${scene.random.pick(['always', 'by default'])} as identity${scene.random.pick(['', ' (start with 100 increment by 5)'])}` })),
  'add serial column': adding((scene) => ({ clause: scene.random.pick(['serial', 'bigserial']) })),
  'add column with a check': adding((scene, column) => ({ clause: `integer ${scene.random.pick(['', 'default 1 '])}check (${column} > 0)` })),
  'add column that is unique': adding(() => ({ clause: 'uuid unique' })),
  'add column that refers': adding((scene) => {
    const target = pick(scene, scene.has.tables, ({ key }) => key.length === 1);
    const type = target?.columns.find(({ name }) => name === target.key[0])?.type;
    return target === null || type === undefined ? null : { clause: `${type} references ${at(target.name)}${scene.random.pick(['', ' on delete cascade', ' on update restrict on delete set null', ' deferrable initially deferred'])}` };
  }),
  'add column with a collation': adding((scene) => ({ clause: `text collate ${scene.random.pick(['"C"', '"POSIX"'])}` })),
};

const changed: Kinds = {
  'drop column': (scene) => {
    const found = pickColumn(scene, ({ name }, { key, child, columns }) => !child && columns.length > 2 && !key.includes(name));
    return found && { sql: [`alter table ${at(found.table.name)} drop column ${q(found.column.name)}`], table: found.table.name };
  },
  'drop column with all that hangs on it': (scene) => {
    const found = pickColumn(scene, (_column, { child, columns }) => !child && columns.length > 2);
    return found && { sql: [`alter table ${at(found.table.name)} drop column ${q(found.column.name)} cascade`], table: found.table.name };
  },
  'rename column': (scene) => {
    const found = pickColumn(scene, ({ generated }, { child }) => !generated && !child);
    return found && { sql: [`alter table ${at(found.table.name)} rename column ${q(found.column.name)} to ${scene.fresh('renamed')}`], table: found.table.name };
  },
  'comment on column': (scene) => {
    const found = pickColumn(scene);
    return found && { sql: [`comment on column ${at(found.table.name)}.${q(found.column.name)} is ${scene.random.pick([literal(`a 'note' of ${found.column.name}`), "E'two\\nlines'", 'null'])}`], table: found.table.name };
  },
  'change storage': (scene) => {
    const found = pickColumn(scene, ({ type }) => type === 'text' || type === 'jsonb');
    return found && { sql: [`${found.alter} set ${scene.random.pick(['storage external', 'compression pglz', 'storage main'])}`], table: found.table.name };
  },
  'change statistics target': (scene) => {
    const found = pickColumn(scene);
    return found && { sql: [`${found.alter} ${scene.random.pick([`set statistics ${scene.random.integer(10, 900)}`, 'set (n_distinct = -0.5)', 'reset (n_distinct)'])}`], table: found.table.name };
  },
  'set default': (scene) => {
    const found = pickColumn(scene, isPlain);
    const value = found && valueFor(scene, found.column, scene.has.types);
    return found && value !== null ? { sql: [`${found.alter} set default ${value}`], table: found.table.name } : null;
  },
  'drop default': (scene) => {
    const found = pickColumn(scene, ({ hasDefault }) => hasDefault);
    return found && { sql: [`${found.alter} drop default`], table: found.table.name };
  },
  'set not null': (scene) => {
    const found = pickColumn(scene, (column, table) => !column.notNull && isPlain(column, table));
    const value = found && valueFor(scene, found.column, scene.has.types);
    return found && { sql: [`${found.alter} set not null`], table: found.table.name, ...(value !== null && { fill: value }) };
  },
  'drop not null': (scene) => {
    const found = pickColumn(scene, (column, table) => column.notNull && isPlain(column, table));
    return found && { sql: [`${found.alter} drop not null`], table: found.table.name };
  },
  'drop identity': (scene) => {
    const found = pickColumn(scene, ({ identity }) => identity);
    return found && { sql: [`${found.alter} drop identity`], table: found.table.name };
  },
  'add identity': (scene) => {
    const found = pickColumn(scene, ({ type, notNull, identity, hasDefault }) => ['integer', 'bigint'].includes(type) && notNull && !identity && !hasDefault);
    return found && { sql: [`${found.alter} add generated by default as identity`], table: found.table.name };
  },
  'change identity': (scene) => {
    const found = pickColumn(scene, ({ identity }) => identity);
    return found && { sql: [`${found.alter} set generated ${scene.random.pick(['always', 'by default'])} set increment by ${scene.random.integer(2, 9)}`], table: found.table.name };
  },
  'drop expression': (scene) => {
    const found = pickColumn(scene, ({ generated }) => generated);
    return found && { sql: [`${found.alter} drop expression`], table: found.table.name };
  },
};

const wider: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint', 'numeric'], integer: ['bigint', 'numeric(20, 2)', 'double precision'], bigint: ['numeric'], date: ['timestamp', 'timestamptz'], text: ['varchar', 'varchar(500)'], json: ['jsonb'], inet: ['text'], uuid: ['text'], boolean: ['text'], real: ['double precision'],
};

/** What PostgreSQL does by itself, and what needs a word. */
const retyped: Kinds = {
  'change type': (scene) => {
    const found = pickColumn(scene, (column, table) => !table.child && !column.generated && (column.type in wider || column.type.startsWith('character varying')));
    const to = found && scene.random.pick(wider[found.column.type] ?? ['text', 'varchar(300)']);
    return found && { sql: [`${found.alter} type ${to ?? ''}`], table: found.table.name };
  },
  'change type by an expression': (scene) => {
    const found = pickColumn(scene, (column, table) => !table.child && isPlain(column, table) && column.kind === 'b' && !column.hasDefault);
    if (found === null) return null;
    const name = q(found.column.name);
    const [type = '', using = ''] = scene.random.pick([['integer', `length(${name}::text)`], ['text[]', `array[${name}::text]`], ['jsonb', `to_jsonb(${name})`], ['boolean', `${name} is not null`]]);
    return { sql: [`${found.alter} type ${type} using ${using}`], table: found.table.name, using };
  },
  'change type to an enum of the template': (scene) => {
    const found = pickColumn(scene, (column, table) => !table.child && isPlain(column, table) && ['text', 'character varying'].includes(column.type) && !column.hasDefault);
    const type = pick(scene, scene.has.types, ({ kind, labels }) => kind === 'enum' && labels.length > 0);
    if (found === null || type === null) return null;
    const using = `case when ${q(found.column.name)} is null then null else ${literal(type.labels[0] ?? '')} end::`;
    return { sql: [`${found.alter} type ${at(type.name)} using (${using}${at(type.name)})`], table: found.table.name, using: `(${using}${q(type.name)})` };
  },
  'change collation': (scene) => {
    const found = pickColumn(scene, (column, table) => !table.child && column.type === 'text' && !column.generated);
    return found && { sql: [`${found.alter} type text collate "C"`], table: found.table.name };
  },
};

export const columnKinds: Kinds = { ...added, ...changed, ...retyped };
