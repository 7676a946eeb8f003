import { at, pick, pickColumn, q, type OneColumn } from './scene.js';
import type { Change, Kind, Kinds, Scene, SnapColumn } from './types.js';

const sortable = ({ kind, type }: SnapColumn): boolean => ['b', 'e'].includes(kind) && !['json', 'xml', 'point', 'box', 'polygon', 'line', 'circle', 'path', 'lseg'].includes(type.replace('[]', ''));

function made(write: (column: OneColumn, scene: Scene) => string, { unique = false, fits = sortable }: { readonly unique?: boolean; readonly fits?: (column: SnapColumn) => boolean } = {}): Kind {
  return (scene) => {
    const found = pickColumn(scene, (column, { partitioned }) => fits(column) && !(unique && partitioned));
    return found && { sql: [`create ${unique ? 'unique ' : ''}index ${scene.fresh('idx')} on ${at(found.table.name)} ${write(found, scene)}`], table: found.table.name };
  };
}

const dropped = (scene: Scene): Change | null => {
  const found = pick(scene, scene.has.indexes);
  return found && { sql: [`drop index ${at(found.name)}`], table: found.table };
};

export const indexKinds: Kinds = {
  'create index': made(({ column }, { random }) => `(${q(column.name)}${random.pick(['', ' desc', ' nulls first'])})`),
  'create index of several columns': made(({ column, table }, { random }) => `(${q(column.name)}, ${q(random.pick(table.columns.filter(sortable)).name)}) include (${q(random.pick(table.columns).name)})`),
  'create partial index': made(({ column }, { random }) => `(${q(column.name)}) where ${q(column.name)} is not null${random.pick(['', ` and ${q(column.name)}::text <> 'x''y'`])}`),
  'create index on an expression': made(({ column }) => `(lower(${q(column.name)}), (${q(column.name)} || '-'))`, { fits: ({ type }) => type === 'text' }),
  'create unique index': made(({ column, table }) => `(${[column.name, ...table.key.filter((name) => name !== column.name)].map(q).join(', ')})`, { unique: true }),
  'create hash index': made(({ column }) => `using hash (${q(column.name)}) with (fillfactor = 60)`, { fits: ({ type }) => ['text', 'integer', 'uuid', 'bigint'].includes(type) }),
  'create gin index': made(({ column }) => `using gin (${q(column.name)})`, { fits: ({ type }) => ['jsonb', 'text[]', 'integer[]'].includes(type) }),
  'drop index': dropped,
  'rename index': (scene) => {
    const found = pick(scene, scene.has.indexes);
    return found && { sql: [`alter index ${at(found.name)} rename to ${scene.fresh('idx')}`], table: found.table };
  },
  'replace index': (scene) => {
    const found = pick(scene, scene.has.indexes, ({ table }) => scene.has.tables.some(({ name }) => name === table));
    const column = pick(scene, scene.has.tables.find(({ name }) => name === found?.table)?.columns ?? [], sortable);
    return found && column && { sql: [`drop index ${at(found.name)}`, `create index ${q(found.name)} on ${at(found.table)} (${q(column.name)} desc nulls last)`], table: found.table };
  },
  'cluster on index': (scene) => {
    const found = pick(scene, scene.has.indexes, ({ def }) => !def.includes(' WHERE '));
    return found && { sql: [`alter table ${at(found.table)} cluster on ${q(found.name)}`], table: found.table };
  },
  'comment on index': (scene) => {
    const found = pick(scene, scene.has.indexes);
    return found && { sql: [`comment on index ${at(found.name)} is 'for the list'`], table: found.table };
  },
  'change index storage': (scene) => {
    const found = pick(scene, scene.has.indexes, ({ def }) => def.includes('USING btree') && !def.includes(' ON ONLY '));
    return found && { sql: [`alter index ${at(found.name)} set (fillfactor = ${scene.random.integer(50, 90)})`], table: found.table };
  },
};
