import { quoteIdentifier } from '../../src/postgres/quote.js';
import { at, pick, pickTable, q } from './scene.js';
import type { Kinds, Scene } from './types.js';

const someRole = (scene: Scene): string => scene.random.pick(scene.roles);
const condition = (scene: Scene): string => scene.random.pick(['true', 'current_user is not null', "current_setting('app.x', true) = 'it''s'", 'false']);

const rights: Kinds = {
  'grant on table': (scene) => {
    const table = pick(scene, [...scene.has.tables, ...scene.has.views]);
    return table && { sql: [`grant ${scene.random.pick(['select', 'select, insert', 'all', 'update'])} on ${at(table.name)} to ${someRole(scene)}${scene.random.pick(['', '', ' with grant option'])}`], table: null };
  },
  'grant on columns': (scene) => {
    const columns = [...scene.has.tables.map((table) => ({ ...table, columns: table.columns.map(({ name }) => name) })), ...scene.has.views];
    const table = pick(scene, columns, (one) => one.columns.length > 1);
    return table && { sql: [`grant select (${table.columns.slice(0, 2).map(q).join(', ')}), update (${q(table.columns[0] ?? '')}) on ${at(table.name)} to ${someRole(scene)}`], table: null };
  },
  'grant on a routine': (scene) => {
    const found = pick(scene, scene.has.routines, ({ kind }) => kind !== 'trigger');
    return found && { sql: [`grant execute on routine ${at(found.name)}(${found.arguments}) to ${someRole(scene)}`], table: null };
  },
  'grant on a type': (scene) => {
    const found = pick(scene, scene.has.types);
    return found && { sql: [`grant usage on ${found.kind === 'domain' ? 'domain' : 'type'} ${at(found.name)} to ${someRole(scene)}`], table: null };
  },
  'grant on a sequence': (scene) => {
    const name = pick(scene, scene.has.sequences);
    return name === null ? null : { sql: [`grant usage on sequence ${at(name)} to ${someRole(scene)}`], table: null };
  },
  'grant to all tables': (scene) => ({ sql: [`grant select on all tables in schema tenant_template to ${someRole(scene)}`], table: null }),
  'revoke': (scene) => {
    const found = pick(scene, scene.has.grants, ({ role }) => !role.startsWith('pgcog_'));
    return found && { sql: [`revoke ${found.right} on ${at(found.table)} from ${quoteIdentifier(found.role)}`], table: null };
  },
  'default privileges': (scene) => ({ sql: [`alter default privileges in schema tenant_template grant ${scene.random.pick(['select on tables', 'usage on sequences', 'execute on functions'])} to ${someRole(scene)}`], table: null }),
};

const policies: Kinds = {
  'row level security': (scene) => {
    const table = pickTable(scene);
    return table && { sql: [`alter table ${at(table.name)} ${scene.random.pick(['enable', 'enable', 'force', 'no force', 'disable'])} row level security`], table: table.name };
  },
  'create policy': (scene) => {
    const table = pick(scene, scene.has.tables);
    const whom = scene.random.pick(['', ` to ${someRole(scene)}`]);
    const what = scene.random.pick([` for select${whom} using (${condition(scene)})`, `${whom} using (${condition(scene)}) with check (${condition(scene)})`, ` as restrictive for insert${whom} with check (${condition(scene)})`, ` for delete${whom} using (${condition(scene)})`]);
    return table && { sql: [`create policy ${scene.fresh('policy')} on ${at(table.name)}${what}`], table: table.name };
  },
  'create policy over another table': (scene) => {
    const [table, other] = [pick(scene, scene.has.tables), pick(scene, scene.has.tables)];
    return table && other && { sql: [`create policy ${scene.fresh('policy')} on ${at(table.name)} for select using (exists (select from ${at(other.name)}))`], table: table.name };
  },
  'change policy': (scene) => {
    const found = pick(scene, scene.has.policies, ({ def }) => def === '*' || def === 'r' || def === 'd');
    return found && { sql: [`alter policy ${q(found.name)} on ${at(found.table)}${scene.random.pick(['', ` to ${someRole(scene)}`])} using (${condition(scene)})`], table: found.table };
  },
  'rename policy': (scene) => {
    const found = pick(scene, scene.has.policies);
    return found && { sql: [`alter policy ${q(found.name)} on ${at(found.table)} rename to ${scene.fresh('policy')}`], table: found.table };
  },
  'drop policy': (scene) => {
    const found = pick(scene, scene.has.policies);
    return found && { sql: [`drop policy ${q(found.name)} on ${at(found.table)}`], table: found.table };
  },
};

export const rightsKinds: Kinds = { ...rights, ...policies };
