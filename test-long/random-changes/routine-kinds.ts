import { at, pick, q } from './scene.js';
import type { Kinds, Scene, SnapRoutine } from './types.js';

function called({ name, arguments: types }: SnapRoutine): string {
  return `${at(name)}(${types})`;
}

const word = ({ kind }: SnapRoutine): string => (kind === 'trigger' ? 'function' : kind);

const ofKind = (scene: Scene, ...kinds: readonly SnapRoutine['kind'][]): SnapRoutine | null => pick(scene, scene.has.routines, ({ kind }) => kinds.includes(kind));

const made: Kinds = {
  'create function in SQL': (scene) => {
    const table = pick(scene, scene.has.tables);
    return table && { sql: [`create function tenant_template.${scene.fresh('fn')}(n integer default 1) returns bigint language sql stable as $$ select count(*) + n from ${at(table.name)} $$`], table: null };
  },
  'create function begin atomic': (scene) => {
    const table = pick(scene, scene.has.tables);
    return table && { sql: [`create function tenant_template.${scene.fresh('fn')}(n integer) returns bigint language sql stable begin atomic select count(*) + n from ${at(table.name)} t where t is not null; end`], table: null };
  },
  'create function in plpgsql': (scene) => {
    const table = pick(scene, scene.has.tables);
    return table && { sql: [`create function tenant_template.${scene.fresh('fn')}(a text, variadic b integer[]) returns setof ${at(table.name)} language plpgsql ${scene.random.pick(['', 'security definer ', 'strict '])}as $f$ begin -- it's; fine\n  return query select * from ${at(table.name)}; end $f$`], table: null };
  },
  'create function that returns a table': (scene) => ({ sql: [`create function tenant_template.${scene.fresh('fn')}(out a integer, inout b text default 'x''y', out "C d" numeric) returns record language sql immutable as $$ select 1, b, 2.5 $$`], table: null }),
  'create procedure': (scene) => {
    const table = pick(scene, scene.has.tables);
    return table && { sql: [`create procedure tenant_template.${scene.fresh('proc')}(n integer) language plpgsql as $$ begin perform count(*) from ${at(table.name)}; end $$`], table: null };
  },
  'create aggregate': (scene) => ({ sql: [`create aggregate tenant_template.${scene.fresh('agg')}(integer) (sfunc = int4pl, stype = integer, initcond = '0')`], table: null }),
  'create trigger and its function': (scene) => {
    const table = pick(scene, scene.has.tables, ({ child }) => !child);
    const name = scene.fresh('trig');
    const when = scene.random.pick(['before insert or update', 'after insert', 'before delete', 'before update']);
    return table && { sql: [`create function tenant_template.${name}() returns trigger language plpgsql as $$ begin if tg_op = 'DELETE' then return old; end if; return new; end $$`, `create trigger ${name} ${when} on ${at(table.name)} for each row execute function tenant_template.${name}()`], table: table.name };
  },
  'create trigger': (scene) => {
    const table = pick(scene, scene.has.tables, ({ child, partitioned, columns }) => !child && !partitioned && columns.length > 0);
    const fn = pick(scene, scene.has.routines, ({ kind, name }) => kind === 'trigger' && name.startsWith('trig_'));
    return table && fn && { sql: [`create trigger ${scene.fresh('trig')} after ${scene.random.pick(['insert', 'insert or delete', `update of ${q(table.columns[0]?.name ?? '')}`])} on ${at(table.name)} for each ${scene.random.pick(['statement', 'row'])} execute function ${at(fn.name)}()`], table: table.name };
  },
};

const changed: Kinds = {
  'replace the body of a function': (scene) => {
    const found = pick(scene, scene.has.routines, ({ language, kind }) => language === 'plpgsql' && kind !== 'aggregate');
    return found && { sql: [found.def.trimEnd().replace(/\bbegin\b/i, (begin) => `${begin} /* changed ${scene.random.integer(1, 999)} */`)], table: null };
  },
  'change what a function returns': (scene) => {
    const found = pick(scene, scene.has.routines, ({ kind, language, arguments: types }) => kind === 'function' && language === 'sql' && types === 'n integer');
    return found && { sql: [`drop function ${called(found)}`, `create function ${at(found.name)}(n integer) returns text language sql as $$ select n::text $$`], table: null };
  },
  'overload a function': (scene) => {
    const found = ofKind(scene, 'function');
    return found && { sql: [`create function ${at(found.name)}(a uuid, b jsonb) returns integer language sql immutable as 'select 1'`], table: null };
  },
  'change how a function runs': (scene) => {
    const found = ofKind(scene, 'function', 'trigger');
    return found && { sql: [`alter function ${called(found)} ${scene.random.pick(['volatile', 'stable', 'cost 50', 'parallel safe', 'security definer', 'set work_mem = \'8MB\'', 'leakproof'].slice(0, 6))}`], table: null };
  },
  'drop function': (scene) => {
    const found = pick(scene, scene.has.routines);
    return found && { sql: [`drop ${word(found)} ${called(found)}`], table: null };
  },
  'drop function with all that hangs on it': (scene) => {
    const found = pick(scene, scene.has.routines);
    return found && scene.random() < 0.4 ? { sql: [`drop ${word(found)} ${called(found)} cascade`], table: null } : null;
  },
  'rename function': (scene) => {
    const found = pick(scene, scene.has.routines);
    return found && { sql: [`alter ${word(found)} ${called(found)} rename to ${scene.fresh('fn')}`], table: null };
  },
  'comment on function': (scene) => {
    const found = pick(scene, scene.has.routines);
    return found && { sql: [`comment on ${word(found)} ${called(found)} is 'what it''s for'`], table: null };
  },
  'drop trigger': (scene) => {
    const found = pick(scene, scene.has.triggers);
    return found && { sql: [`drop trigger ${q(found.name)} on ${at(found.table)}`], table: found.table };
  },
  'disable trigger': (scene) => {
    const found = pick(scene, scene.has.triggers);
    return found && { sql: [`alter table ${at(found.table)} ${scene.random.pick(['disable', 'enable always', 'enable replica', 'enable'])} trigger ${q(found.name)}`], table: found.table };
  },
  'rename trigger': (scene) => {
    const found = pick(scene, scene.has.triggers);
    return found && { sql: [`alter trigger ${q(found.name)} on ${at(found.table)} rename to ${scene.fresh('trig')}`], table: found.table };
  },
  'comment on trigger': (scene) => {
    const found = pick(scene, scene.has.triggers);
    return found && { sql: [`comment on trigger ${q(found.name)} on ${at(found.table)} is 'when'`], table: found.table };
  },
};

export const routineKinds: Kinds = { ...made, ...changed };
