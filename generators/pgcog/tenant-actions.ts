import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandRefusal } from '../../src/environment/refusal.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import { closest } from '../../src/source/closest.js';
import { renameTenant, resumeTenant, suspendTenant } from '../../src/tenancy/tenants/change-tenant.js';
import type { NewTenant } from '../../src/tenancy/tenants/create-tenant.js';
import { dropTenant } from '../../src/tenancy/tenants/drop-tenant.js';
import { listTenants, type Tenant } from '../../src/tenancy/tenants/list-tenants.js';
import { textFlag, WrongLine } from './arguments.js';
import { makeTenant, tenantProblem } from './make-tenant.js';
import type { Action, Context, Outcome, PgcogCommand } from './types.js';

/** The tenant of a name. @throws CommandRefusal PGC612 where there is none */
export async function tenantOf(session: SqlSession, name: string): Promise<Tenant> {
  const tenants = await listTenants(session);
  const found = tenants.find((one) => one.name === name);
  if (found !== undefined) return found;
  const near = closest(name, tenants.map((one) => one.name));
  throw new CommandRefusal('PGC612', `there is no tenant ${name}${near === null ? '' : `; did you mean ${near}?`}`, 'pgcog tenant list shows them');
}

const create: Action = {
  writes: true,
  check: ({ args: [name, displayName], flags }) => {
    if ((name === undefined) === (textFlag(flags, 'file') === null)) throw new WrongLine('one tenant by its name, or many by --file', 'pgcog tenant create acme "Acme Inc."');
    const problem = name === undefined ? null : tenantProblem({ name, displayName: displayName ?? name });
    if (problem !== null) throw new WrongLine(problem.message, problem.hint, 'PGC615');
  },
  run: async (context) => {
    const [name, displayName] = context.command.args;
    const wanted = name === undefined ? await readList(context.command) : [];
    await needProgram(context);
    if (name === undefined) return createMany(context, wanted);
    const id = await context.owner((session) => makeTenant(session, { name, displayName: displayName ?? name }));
    return { json: { tenant: { id, name, displayName: displayName ?? name, status: 'active' } }, says: [`tenant ${name} is made`] };
  },
};

async function needProgram({ owner, command }: Context): Promise<void> {
  const { rows } = await owner((session) => session.query<{ there: boolean }>('select exists (select from cognition.template_programs p where p.current) as there'));
  if (rows[0]?.there !== true) throw new CommandRefusal('PGC617', 'there is no template here to make tenants by', `write tenant_template/*.sql, then pgcog control up --env ${command.environment}`);
}

/** `NAME DISPLAYNAME` a line; empty lines and those that begin with # count for nothing. @throws CommandRefusal PGC615, PGC621 before a tenant is made */
async function readList({ root, flags }: PgcogCommand): Promise<readonly NewTenant[]> {
  const path = resolve(root, textFlag(flags, 'file') ?? '');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandRefusal('PGC621', `${path} cannot be read: ${error.code ?? error.message}`, 'name a file of lines NAME DISPLAYNAME');
  });
  return text.split('\n').flatMap((one, at) => {
    const [, name = '', displayName = ''] = /^(\S+)\s*(.*)$/.exec(one.trim()) ?? [];
    if (name === '' || name.startsWith('#')) return [];
    const tenant = { name, displayName: displayName === '' ? name : displayName };
    const problem = tenantProblem(tenant);
    if (problem !== null) throw new CommandRefusal('PGC615', `${textFlag(flags, 'file') ?? ''}:${at + 1}: ${problem.message}`, problem.hint);
    return [tenant];
  });
}

/** Each in a transaction of its own: what is made stays made, and the same file goes on from there. */
async function createMany(context: Context, wanted: readonly NewTenant[]): Promise<Outcome> {
  const there = new Set((await context.owner(listTenants)).map(({ name }) => name));
  const fresh = wanted.filter(({ name }) => !there.has(name));
  for (const [at, tenant] of fresh.entries()) {
    await context.owner((session) => makeTenant(session, tenant));
    context.progress(at + 1, fresh.length, tenant.name);
  }
  const made = fresh.map(({ name }) => name);
  return { json: { made, there: wanted.length - fresh.length }, says: [`${made.length} of ${wanted.length} tenants made${made.length < wanted.length ? '; the others were there' : ''}`] };
}

const list: Action = {
  writes: false,
  run: async ({ owner }) => {
    const { tenants, members } = await owner(async (session) => ({
      tenants: await listTenants(session),
      members: (await session.query<{ tenant: string; n: number }>('select t.name as tenant, count(*)::int as n from cognition.users u join cognition.tenants t on t.id = u.tenant_id group by t.name')).rows,
    }));
    const countOf = (name: string): number => members.find(({ tenant }) => tenant === name)?.n ?? 0;
    return {
      json: { tenants: tenants.map((one) => ({ ...one, members: countOf(one.name) })) },
      table: { columns: ['NAME', 'DISPLAY NAME', 'STATUS', 'MEMBERS'], rows: tenants.map(({ name, displayName, status }) => [name, displayName, status, String(countOf(name))]) },
    };
  },
};

/** A change of one tenant; the tenant as it is then. */
function change(work: (session: SqlSession, name: string, more: string) => Promise<void>, says: (tenant: Tenant) => string): Action {
  return {
    writes: true,
    run: async ({ command: { args: [name = '', more = ''] }, owner }) => {
      const tenant = await owner(async (session) => {
        await tenantOf(session, name);
        await work(session, name, more);
        return tenantOf(session, name);
      });
      return { json: { tenant }, says: [says(tenant)] };
    },
  };
}

const drop: Action = {
  writes: true,
  confirm: ({ args: [name = ''], flags }) => ({
    flag: '--confirm', wanted: name, given: textFlag(flags, 'confirm'), question: `Type ${name} to drop the tenant ${name} with all its data and members`,
  }),
  run: async ({ command: { args: [name = ''] }, owner }) => {
    await owner(async (session) => {
      await tenantOf(session, name);
      await dropTenant(session, name, name);
    });
    return { json: { dropped: name }, says: [`tenant ${name} is dropped, with all its data and members`] };
  },
};

/** `pgcog tenant`. */
export const tenantActions: Readonly<Record<string, Action>> = {
  create, list, drop,
  suspend: change(suspendTenant, ({ name }) => `tenant ${name} is suspended: nobody of it is let in`),
  resume: change(resumeTenant, ({ name }) => `tenant ${name} is active`),
  rename: change(renameTenant, ({ name, displayName }) => `tenant ${name} is called ${displayName}`),
};
