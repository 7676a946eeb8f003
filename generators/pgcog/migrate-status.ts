import { CommandRefusal } from '../../src/environment/refusal.js';
import { asControlOwner } from '../../src/migrations/run/as-control-owner.js';
import { lookAhead } from '../../src/migrations/run/migrate-up.js';
import { readStatus, type TenantStatus } from '../../src/migrations/run/read-status.js';
import { textFlag } from './arguments.js';
import { runOptions, told } from './migrate-options.js';
import { needsOfGenerated } from './needs-of-generated.js';
import { readProjectMigrations } from './read-migrations.js';
import type { Action, Context, Outcome } from './types.js';

const count = (n: number): string => (n === 1 ? '1 tenant' : `${n} tenants`);

/** `pgcog migrate status`. */
export const migrateStatus: Action = {
  writes: false,
  check: ({ flags }) => {
    const what = textFlag(flags, 'require');
    if (what !== null && what !== 'generated') throw new CommandRefusal('PGC619', `--require ${what}: this is nothing that can be required`, '--require generated');
  },
  run: async (context) => {
    const outcome = await statusOf(context);
    return textFlag(context.command.flags, 'require') === null ? outcome : required(context, outcome);
  },
};

async function statusOf(context: Context): Promise<Outcome & { readonly json: { readonly current: boolean; readonly head: string | null } }> {
  const options = await runOptions(context, () => undefined);
  const { state, pending } = await told(lookAhead({ ...options, tenants: null }));
  const head = options.files.at(-1);
  const current = pending.length === 0 && state.behind === 0 && state.sharedBehind === 0;
  const behind = current ? [] : await asControlOwner(context.session, options.limits, () => readStatus(context.session, head?.number ?? 0));
  return {
    json: { current, head: head?.id ?? null, tenants: state.tenants, pending: pending.map(({ id }) => id), sharedBehind: state.sharedBehind, behind },
    ...(behind.length > 0 && { table: { columns: ['TENANT', 'AT', 'STOPPED AT', 'WHY'], rows: behind.map(rowOf) } }),
    says: [
      ...(current ? [`${count(state.tenants)}, all at ${head?.id ?? 'no migration'}`] : [`${state.tenants - behind.length} of ${state.tenants} tenants are at ${head?.id ?? 'no migration'}`]),
      ...(pending.length > 0 ? [`the template has not got ${pending.map(({ id }) => id).join(', ')}`] : []),
      ...(state.sharedBehind > 0 ? [`shared has not got ${state.sharedBehind === 1 ? '1 step' : `${state.sharedBehind} steps`}`] : []),
    ],
  };
}

/** The gate before a deploy: what generated/ asks for is in a migration, and every tenant has that. */
async function required(context: Context, outcome: Awaited<ReturnType<typeof statusOf>>): Promise<Outcome> {
  const { command, config } = context;
  const { files } = await readProjectMigrations(command.root, config);
  const lacking = await needsOfGenerated(context, files);
  const { current, head } = outcome.json;
  const errors = [
    ...(lacking === null ? [] : [{ code: 'PGC645', ...lacking }]),
    ...(current ? [] : [{ code: 'PGC645', message: `not every tenant has what generated/ needs: ${head ?? ''}`, hint: `pgcog migrate up --env ${command.environment}` }]),
  ];
  return {
    ...outcome,
    json: { ...outcome.json, required: errors.length === 0, ...(errors.length > 0 && { errors }) },
    says: [...(outcome.says ?? []), ...errors.flatMap(({ code, message, hint }) => [`error ${code}: ${message}`, `  = help: ${hint}`])],
    failed: errors.length > 0,
  };
}

function rowOf({ tenant, at, step }: TenantStatus): readonly (string | null)[] {
  return [tenant, at, step === null ? null : `${step.migration}, step ${step.step}`, step === null ? null : step.state === 'failed' ? `${step.error ?? 'failed'} (${step.attempts} ${step.attempts === 1 ? 'attempt' : 'attempts'})` : 'was begun'];
}
