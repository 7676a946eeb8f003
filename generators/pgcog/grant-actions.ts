import type { Config } from '../../src/config/types.js';
import { CommandRefusal } from '../../src/environment/refusal.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { closest } from '../../src/source/closest.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { cutGrant, grantFile } from '../../src/tenancy/grants/cut-grant.js';
import { forgetGrants } from '../../src/tenancy/grants/forget-grants.js';
import { grantToAllTenants } from '../../src/tenancy/grants/grant-to-all-tenants.js';
import { grantToTenant } from '../../src/tenancy/grants/grant-to-tenant.js';
import { listGrants } from '../../src/tenancy/grants/list-grants.js';
import type { TenantGrant } from '../../src/tenancy/grants/types.js';
import { textFlag, WrongLine } from './arguments.js';
import { TemplateMistakes } from './template-mistakes.js';
import { tenantOf } from './tenant-actions.js';
import type { Action, Context, Outcome, PgcogCommand } from './types.js';

/** The statement, cut; its mistakes are told at their places. */
async function grantOf({ args: [text = ''] }: PgcogCommand, config: Config): Promise<TenantGrant> {
  const { value, diagnostics } = cutGrant(await loadGrammar(), config, text);
  const { path, text: shown } = grantFile(text);
  if (value === null || hasErrors(diagnostics)) throw new TemplateMistakes(diagnostics, new Map([[path, shown]]));
  return value;
}

async function toAll(context: Context, grant: TenantGrant): Promise<Outcome> {
  const { id, tenants, failures } = await grantToAllTenants(context.session, grant, (done, of, tenant) => {
    context.progress(done, of, tenant);
    context.signal.throwIfAborted();
  });
  return {
    json: { id: String(id), statement: grant.statement, tenants, failures },
    says: [
      `grant ${id}: ${tenants.length === 1 ? '1 tenant has' : `${tenants.length} tenants have`} it now, and those to come get it`,
      ...failures.map(({ tenant, message }) => `${tenant} waits for it: ${message}`),
    ],
    failed: failures.length > 0,
  };
}

const usage = 'pgcog grant --tenant acme "grant select on orders to tenant_billing"';

/** One word is a command that was meant, or a statement without its quotes. @throws WrongLine */
function checkStatement(text: string): void {
  if (/\s/.test(text.trim())) return;
  const isList = closest(text, ['list']) !== null;
  throw new WrongLine(`${text} is no statement${isList ? '; did you mean pgcog grant list?' : ''}`, usage);
}

const give: Action = {
  writes: true,
  check: ({ args: [text], flags }) => {
    if (text !== undefined) checkStatement(text);
    if ((textFlag(flags, 'tenant') === null) === (flags['allTenants'] !== true)) throw new WrongLine('say --tenant NAME or --all-tenants', usage);
  },
  run: async (context) => {
    const { command, config, owner } = context;
    const grant = await grantOf(command, config);
    const tenant = textFlag(command.flags, 'tenant');
    if (tenant === null) return toAll(context, grant);
    const id = await owner(async (session) => {
      await tenantOf(session, tenant);
      return grantToTenant(session, tenant, grant);
    });
    return { json: { id: String(id), statement: grant.statement, tenants: [tenant], failures: [] }, says: [`grant ${id}: ${tenant} has it now`] };
  },
};

const list: Action = {
  writes: false,
  run: async ({ owner }) => {
    const grants = (await owner(listGrants)).map((one) => ({ ...one, id: String(one.id), grantedAt: new Date(one.grantedAt).toISOString() }));
    const rows = grants.map(({ id, tenant, statement, grantedAt, waiting }) => [id, tenant ?? 'all tenants', grantedAt, String(waiting.length), statement]);
    return { json: { grants }, table: { columns: ['GRANT', 'TENANT', 'AT', 'WAITING', 'STATEMENT'], rows } };
  },
};

/** `3,4` @throws WrongLine */
function idsOf({ args: [text = ''] }: PgcogCommand): readonly string[] {
  const ids = [...new Set(text.split(',').map((id) => id.trim()).filter((id) => id !== ''))];
  const wrong = ids.find((id) => !/^[1-9]\d{0,17}$/u.test(id));
  if (wrong !== undefined || ids.length === 0) throw new WrongLine(`${wrong ?? text}: this is no number of a grant`, 'pgcog grant list shows them: pgcog grant forget 3,4');
  return ids;
}

const forget: Action = {
  writes: true,
  check: (command) => void idsOf(command),
  run: async ({ command, owner }) => {
    const ids = idsOf(command);
    const forgotten = await owner(async (session) => {
      const found = await forgetGrants(session, ids);
      const missing = ids.find((id) => !found.some((one) => one.id === id));
      if (missing !== undefined) throw new CommandRefusal('PGC612', `there is no grant ${missing}; nothing was changed`, 'pgcog grant list shows them');
      return found;
    });
    return {
      json: { forgotten },
      says: [
        ...forgotten.map(({ id, tenant, statement }) => `grant ${id} is forgotten, of ${tenant ?? 'all tenants'}: ${statement}`),
        'tenants that have it keep it, and differ from the template by it, until a migration drops what it names or the opposite is granted; tenants to come do not get it',
      ],
    };
  },
};

/** `pgcog grant`. */
export const grantActions: Readonly<Record<string, Action>> = { give, list, forget };
