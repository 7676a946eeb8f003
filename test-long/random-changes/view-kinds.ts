import { at, literal, pick, q } from './scene.js';
import type { Kinds, Scene, SnapTable } from './types.js';

function query(scene: Scene, table: SnapTable): string {
  const columns = table.columns.slice(0, scene.random.integer(1, 4)).map(({ name }) => `t.${q(name)}`);
  return `select ${columns.join(', ')}${scene.random.pick(['', `, ${literal("a 'text'")}::text as said`, ', count(*) over () as of_all'])} from ${at(table.name)} t`;
}

const anyTable = (scene: Scene): SnapTable | null => pick(scene, scene.has.tables, ({ columns }) => columns.length > 0);
const views = (scene: Scene, materialized: boolean): Scene['has']['views'][number] | null => pick(scene, scene.has.views, (one) => one.materialized === materialized);
const word = (materialized: boolean): string => (materialized ? 'materialized view' : 'view');

export const viewKinds: Kinds = {
  'create view': (scene) => {
    const table = anyTable(scene);
    return table && { sql: [`create view tenant_template.${scene.fresh('view')} as ${query(scene, table)}`], table: null };
  },
  'create view on a view': (scene) => {
    const found = views(scene, false);
    return found && { sql: [`create view tenant_template.${scene.fresh('view')} ${scene.random.pick(['', 'with (security_barrier) '])}as select v.*, 1 as one from ${at(found.name)} v`], table: null };
  },
  'create materialized view': (scene) => {
    const table = anyTable(scene);
    return table && { sql: [`create materialized view tenant_template.${scene.fresh('matview')} as ${query(scene, table)}${scene.random.pick(['', ' with no data'])}`], table: null };
  },
  'create index on a materialized view': (scene) => {
    const found = views(scene, true);
    const column = pick(scene, found?.columns ?? []);
    return found && column !== null ? { sql: [`create index ${scene.fresh('idx')} on ${at(found.name)} (${q(column)})`], table: null } : null;
  },
  'add a column to a view': (scene) => {
    const found = views(scene, false);
    return found && { sql: [`create or replace view ${at(found.name)} as select own.*, ${scene.random.integer(1, 9)} as ${scene.fresh('col')} from (${found.def}) own`], table: null };
  },
  'change a view': (scene) => {
    const found = views(scene, false);
    return found && { sql: [`create or replace view ${at(found.name)} as select * from (${found.def}) own where ${scene.random.integer(1, 99)} > 0`], table: null };
  },
  'take a column from a view': (scene) => {
    const found = pick(scene, scene.has.views, ({ materialized, columns }) => !materialized && columns.length > 1);
    return found && { sql: [`drop view ${at(found.name)}`, `create view ${at(found.name)} as select ${found.columns.slice(1).map(q).join(', ')} from (${found.def}) own`], table: null };
  },
  'change a materialized view': (scene) => {
    const found = views(scene, true);
    return found && { sql: [`drop materialized view ${at(found.name)}`, `create materialized view ${at(found.name)} as select *, 2 as ${scene.fresh('col')} from (${found.def}) own`], table: null };
  },
  'drop view': (scene) => {
    const found = pick(scene, scene.has.views);
    return found && { sql: [`drop ${word(found.materialized)} ${at(found.name)}`], table: null };
  },
  'drop view with all that hangs on it': (scene) => {
    const found = pick(scene, scene.has.views);
    return found && { sql: [`drop ${word(found.materialized)} ${at(found.name)} cascade`], table: null };
  },
  'rename view': (scene) => {
    const found = pick(scene, scene.has.views);
    return found && { sql: [`alter ${word(found.materialized)} ${at(found.name)} rename to ${scene.fresh('view')}`], table: null };
  },
  'comment on view': (scene) => {
    const found = pick(scene, scene.has.views);
    return found && { sql: [`comment on ${word(found.materialized)} ${at(found.name)} is 'what''s shown'`], table: null };
  },
  'comment on a column of a view': (scene) => {
    const found = pick(scene, scene.has.views);
    const column = pick(scene, found?.columns ?? []);
    return found && column !== null ? { sql: [`comment on column ${at(found.name)}.${q(column)} is 'one''s own'`], table: null } : null;
  },
  'refresh': (scene) => {
    const found = views(scene, true);
    return found && { sql: [`refresh materialized view ${at(found.name)}${scene.random.pick(['', ' with no data'])}`], table: null };
  },
  'view option': (scene) => {
    const found = views(scene, false);
    return found && { sql: [`alter view ${at(found.name)} ${scene.random.pick(['set (security_barrier = true)', 'reset (security_barrier)'])}`], table: null };
  },
  'rename a column of a view': (scene) => {
    const found = views(scene, false);
    const column = pick(scene, found?.columns ?? []);
    return found && column !== null ? { sql: [`alter view ${at(found.name)} rename column ${q(column)} to ${scene.fresh('col')}`], table: null } : null;
  },
};
