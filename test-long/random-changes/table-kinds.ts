import { anyType } from './column-kinds.js';
import { at, literal, pick, pickTable, q } from './scene.js';
import type { Kinds, Scene } from './types.js';

function reference(scene: Scene): string {
  const target = pick(scene, scene.has.tables, ({ key }) => key.length === 1);
  const type = target?.columns.find(({ name }) => name === target.key[0])?.type;
  return target === null || type === undefined ? '' : `, parent ${type} references ${at(target.name)} on delete cascade`;
}

const made: Kinds = {
  'create table': (scene) => ({
    table: null,
    sql: [`create table ${at2(scene, 'made')} (id bigint generated always as identity primary key, name text not null default 'n', ${scene.fresh('col')} ${anyType(scene)}, n integer check (n <> 3)${reference(scene)}, unique (name, n))`],
  }),
  'create partitioned table': (scene) => {
    const name = scene.fresh('parted');
    const part = scene.fresh('part');
    return { table: null, sql: [`create table tenant_template.${name} (id integer not null, at date not null, note text default 'x', primary key (id, at)) partition by range (at)`, `create table tenant_template.${part} partition of tenant_template.${name} default`, `create index ${scene.fresh('idx')} on tenant_template.${name} (note)`] };
  },
  'create child table': (scene) => {
    const table = pickTable(scene, ({ partitioned }) => !partitioned);
    return table && { table: null, sql: [`create table ${at2(scene, 'child')} (extra integer) inherits (${at(table.name)})`] };
  },
  'create statistics': (scene) => {
    const table = pickTable(scene, ({ columns }) => columns.filter(({ category }) => ['N', 'S'].includes(category)).length > 1);
    const [first, second] = table?.columns.filter(({ category }) => ['N', 'S'].includes(category)) ?? [];
    return table && first && second ? { table: null, sql: [`create statistics ${at2(scene, 'stats')} (dependencies) on ${q(first.name)}, ${q(second.name)} from ${at(table.name)}`] } : null;
  },
  'create sequence': (scene) => ({ table: null, sql: [`create sequence ${at2(scene, 'seq')}${scene.random.pick([' as integer', ' start 100 increment 10', ' minvalue 5 maxvalue 5000 cycle', ''])}`] }),
};

const at2 = (scene: Scene, stem: string): string => `tenant_template.${scene.fresh(stem)}`;

const changed: Kinds = {
  'drop table': (scene) => {
    const table = pickTable(scene, ({ parent }) => !parent && scene.has.tables.length > 2);
    return table && { sql: [`drop table ${at(table.name)}`], table: null };
  },
  'drop table with all that hangs on it': (scene) => {
    const table = pickTable(scene, ({ parent }) => !parent && scene.has.tables.length > 3);
    return table && scene.random() < 0.3 ? { sql: [`drop table ${at(table.name)} cascade`], table: null } : null;
  },
  'drop a partition': (scene) => {
    const table = pick(scene, scene.has.tables, ({ child, parent }) => child && !parent);
    return table && { sql: [`drop table ${at(table.name)}`], table: null };
  },
  'rename table': (scene) => {
    const table = pickTable(scene);
    return table && { sql: [`alter table ${at(table.name)} rename to ${scene.fresh('renamed')}`], table: null };
  },
  'comment on table': (scene) => {
    const table = pick(scene, scene.has.tables);
    return table && { sql: [`comment on table ${at(table.name)} is ${literal(`what ${table.name} is for; it's so`)}`], table: table.name };
  },
  'storage parameters': (scene) => {
    const table = pick(scene, scene.has.tables, ({ partitioned }) => !partitioned);
    return table && { sql: [`alter table ${at(table.name)} ${scene.random.pick(['set (fillfactor = 70)', 'set (autovacuum_enabled = false)', 'reset (fillfactor)', 'set (toast.autovacuum_enabled = false)', 'set without cluster', 'set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)'])}`], table: table.name };
  },
  'replica identity': (scene) => {
    const table = pick(scene, scene.has.tables);
    return table && { sql: [`alter table ${at(table.name)} replica identity ${scene.random.pick(['full', 'nothing', 'default'])}`], table: table.name };
  },
  'detach a partition': (scene) => {
    const table = pickTable(scene, ({ partitioned }) => partitioned);
    const child = scene.has.tables.filter(({ child: is, parent }) => is && !parent);
    const one = pick(scene, child);
    return table && one ? { sql: [`alter table ${at(table.name)} detach partition ${at(one.name)}`], table: null } : null;
  },
  'change sequence': (scene) => {
    const name = pick(scene, scene.has.sequences);
    return name === null ? null : { sql: [`alter sequence ${at(name)} ${scene.random.pick(['increment by 3', 'maxvalue 100000', 'cache 20', 'cycle', 'no maxvalue'])}`], table: null };
  },
  'drop sequence': (scene) => {
    const name = pick(scene, scene.has.sequences);
    return name === null ? null : { sql: [`drop sequence ${at(name)}`], table: null };
  },
  'rename sequence': (scene) => {
    const name = pick(scene, scene.has.sequences);
    return name === null ? null : { sql: [`alter sequence ${at(name)} rename to ${scene.fresh('seq')}`], table: null };
  },
};

export const tableKinds: Kinds = { ...made, ...changed };
