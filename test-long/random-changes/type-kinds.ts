import { at, literal, pick, q } from './scene.js';
import type { Kinds, Scene, SnapType } from './types.js';

const ofKind = (scene: Scene, ...kinds: readonly SnapType['kind'][]): SnapType | null => pick(scene, scene.has.types, ({ kind }) => kinds.includes(kind));
const word = ({ kind }: SnapType): string => (kind === 'domain' ? 'domain' : 'type');

const enums: Kinds = {
  'create enum': (scene) => ({ sql: [`create type tenant_template.${scene.fresh('enum')} as enum ('small', 'it''s', ${literal(scene.random.pick(['LARGE', '', 'a b', '"']))})`], table: null }),
  'add label': (scene) => {
    const found = ofKind(scene, 'enum');
    const label = found && pick(scene, found.labels);
    const place = label === null ? '' : scene.random.pick(['', ` before ${literal(label)}`, ` after ${literal(label)}`]);
    return found && { sql: [`alter type ${at(found.name)} add value ${literal(`label ${scene.random.integer(1, 1e9)}`)}${place}`], table: null };
  },
  'add label and use it': (scene) => {
    const columns = scene.has.tables.flatMap((table) => table.columns.map((column) => ({ table, column }))).filter(({ column }) => column.kind === 'e' && !column.inherited && !column.generated);
    const found = pick(scene, columns);
    const label = literal(`used ${scene.random.integer(1, 1e9)}`);
    return found && { sql: [`alter type ${found.column.type} add value ${label}`, `alter table ${at(found.table.name)} alter column ${q(found.column.name)} set default ${label}`], table: found.table.name };
  },
  'rename label': (scene) => {
    const found = ofKind(scene, 'enum');
    const label = found && pick(scene, found.labels);
    return found && label !== null ? { sql: [`alter type ${at(found.name)} rename value ${literal(label)} to ${literal(`renamed ${scene.random.integer(1, 1e9)}`)}`], table: null } : null;
  },
};

const domains: Kinds = {
  'create domain': (scene) => ({ sql: [`create domain tenant_template.${scene.fresh('dom')} as ${scene.random.pick(["text check (value <> 'x''y')", 'integer not null default 1', 'numeric(9, 2) check (value >= 0)', 'text[]'])}`], table: null }),
  'add check to a domain': (scene) => {
    const found = ofKind(scene, 'domain');
    return found && { sql: [`alter domain ${at(found.name)} add constraint ${scene.fresh('check')} check (value::text <> 'never')`], table: null };
  },
  'drop check of a domain': (scene) => {
    const found = pick(scene, scene.has.types, ({ constraints }) => constraints.length > 0);
    return found && { sql: [`alter domain ${at(found.name)} drop constraint ${q(scene.random.pick(found.constraints))}`], table: null };
  },
  'change a domain': (scene) => {
    const found = ofKind(scene, 'domain');
    return found && { sql: [`alter domain ${at(found.name)} ${scene.random.pick(['drop default', 'drop not null', "set default '1'"])}`], table: null };
  },
};

const others: Kinds = {
  'create composite type': (scene) => ({ sql: [`create type tenant_template.${scene.fresh('pair')} as (a integer, "B b" text, c date[])`], table: null }),
  'add attribute': (scene) => {
    const found = ofKind(scene, 'composite');
    return found && { sql: [`alter type ${at(found.name)} add attribute ${scene.fresh('attr')} ${scene.random.pick(['text', 'bigint[]'])}`], table: null };
  },
  'create range type': (scene) => ({ sql: [`create type tenant_template.${scene.fresh('rng')} as range (subtype = ${scene.random.pick(['float8', 'text', 'time'])})`], table: null }),
  'rename type': (scene) => {
    const found = ofKind(scene, 'enum', 'domain', 'composite', 'range');
    return found && { sql: [`alter ${word(found)} ${at(found.name)} rename to ${scene.fresh('type')}`], table: null };
  },
  'comment on type': (scene) => {
    const found = ofKind(scene, 'enum', 'domain', 'composite', 'range');
    return found && { sql: [`comment on ${word(found)} ${at(found.name)} is 'its kind'`], table: null };
  },
  'drop type': (scene) => {
    const found = ofKind(scene, 'enum', 'domain', 'composite', 'range');
    return found && { sql: [`drop ${word(found)} ${at(found.name)}`], table: null };
  },
};

export const typeKinds: Kinds = { ...enums, ...domains, ...others };
