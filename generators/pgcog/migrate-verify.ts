import { asControlOwner } from '../../src/migrations/run/as-control-owner.js';
import { mendScript } from '../../src/migrations/run/mend-script.js';
import { mendTenant, type Mending } from '../../src/migrations/run/mend-tenant.js';
import { readStandings } from '../../src/migrations/run/read-standings.js';
import { readStatus } from '../../src/migrations/run/read-status.js';
import type { Limits } from '../../src/migrations/run/types.js';
import { verifyTenants, type TenantDrift } from '../../src/migrations/run/verify-tenants.js';
import { checkFlags } from './migrate-options.js';
import { readProjectMigrations } from './read-migrations.js';
import type { Context, Outcome } from './types.js';

const count = (n: number): string => (n === 1 ? '1 tenant' : `${n} tenants`);

/** Behind every migration's number. */
const everyone = 2 ** 31 - 1;

/** `pgcog migrate verify`. @throws TemplateMistakes, MigrationRefused PGC612; what `pg` throws */
export async function runVerify(context: Context): Promise<Outcome> {
  const { command, config, session } = context;
  const { limits, parallel, tenants } = checkFlags(command);
  const { files } = await readProjectMigrations(command.root, config);
  const all = await asControlOwner(session, limits, async () => readStandings(session, everyone, tenants));
  const behind = new Set((files.length === 0 ? [] : await asControlOwner(session, limits, () => readStatus(session, files.at(-1)?.number ?? 0))).map(({ tenant }) => tenant));
  const due = all.filter(({ tenant }) => !behind.has(tenant));
  let done = 0;
  const drift = await verifyTenants({ connect: () => context.connect(), signal: context.signal, parallel, limits, tries: 10, pause: 250 }, due, (tenant) => context.progress((done += 1), due.length, tenant));
  const mendings = command.json || command.flags['sql'] === true ? await mendingsOf(context, limits, drift) : null;
  return outcomeOf(context, { drift, mendings, behind: [...behind], verified: due.map(({ tenant }) => tenant) });
}

/** One after the other: each is planned on a schema that is made for it, which takes a moment. */
async function mendingsOf(context: Context, limits: Limits, drift: readonly TenantDrift[]): Promise<ReadonlyMap<string, Mending>> {
  const { grammar } = await readProjectMigrations(context.command.root, context.config);
  const mendings = new Map<string, Mending>();
  for (const { tenant } of drift) {
    context.signal.throwIfAborted();
    mendings.set(tenant, await mendTenant(context.session, limits, grammar, tenant));
    context.progress(mendings.size, drift.length, `what would mend ${tenant}`);
  }
  return mendings;
}

interface Verified {
  readonly drift: readonly TenantDrift[];
  readonly mendings: ReadonlyMap<string, Mending> | null;
  readonly behind: readonly string[];
  readonly verified: readonly string[];
}

function outcomeOf({ command }: Context, { drift, mendings, behind, verified }: Verified): Outcome {
  const mendingOf = (tenant: string): Mending => mendings?.get(tenant) ?? { owners: [], statements: [], deletes: [], refusal: null };
  const asSql = command.flags['sql'] === true;
  return {
    json: {
      verified, behind,
      drift: drift.map((one) => {
        const { owners, statements, deletes, refusal } = mendingOf(one.tenant);
        return { ...one, mend: [...owners, ...statements], deletes, refusal };
      }),
    },
    ...(asSql && drift.length > 0 && { text: drift.map((one) => mendScript(one, mendingOf(one.tenant))).join('\n') }),
    ...(!asSql && drift.length > 0 && { table: { columns: ['TENANT', 'OBJECT', 'DIFFERENCE'], rows: drift.flatMap(({ tenant, differences }) => differences.map(({ object, difference }) => [tenant, object, difference])) } }),
    says: [
      ...(drift.length === 0 ? [`${count(verified.length)}, each as the template`]
        : [`error PGC647: ${count(drift.length)} of ${verified.length} ${drift.length === 1 ? 'differs' : 'differ'} from the template`, '  = help: pgcog migrate verify --sql prints what would mend them; it is read, and run, by you']),
      ...(behind.length > 0 ? [`${count(behind.length)} ${behind.length === 1 ? 'is' : 'are'} behind, and not compared: pgcog migrate status`] : []),
    ],
    failed: drift.length > 0,
  };
}
