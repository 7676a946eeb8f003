import { asControlOwner } from '../../src/migrations/run/as-control-owner.js';
import { lookAhead } from '../../src/migrations/run/look-ahead.js';
import { readStatus, type TenantStatus } from '../../src/migrations/run/read-status.js';
import { textFlag, WrongLine } from './arguments.js';
import { lookAtTexts, type Seen } from './look-at-texts.js';
import { checkFlags } from './migrate-options.js';
import { stepOf } from './step-of.js';
import type { Action, Context, Outcome } from './types.js';

const count = (n: number): string => (n === 1 ? '1 tenant' : `${n} tenants`);

/** `pgcog migrate status`. */
export const migrateStatus: Action = {
  writes: false,
  check: ({ flags }) => {
    const what = textFlag(flags, 'require');
    if (what !== null && what !== 'generated') throw new WrongLine(`--require ${what}: this is nothing that can be required`, '--require generated');
  },
  run: async (context) => {
    const seen = (await lookAtTexts(context, checkFlags(context.command).limits, null)) ?? (await lookAtAll(context));
    const outcome = await statusOf(context, seen);
    return textFlag(context.command.flags, 'require') === null ? outcome : required(context, seen, outcome);
  },
};

/** Every file read whole. @throws TemplateMistakes, MigrationRefused */
async function lookAtAll({ command, config, session }: Context): Promise<Seen> {
  const { readProjectMigrations } = await import('./read-migrations.js');
  const { files } = await readProjectMigrations(command.root, config);
  return { files, outlook: await lookAhead({ session, limits: checkFlags(command).limits, files, tenants: null }) };
}

type StatusOutcome = Outcome & { readonly json: { readonly current: boolean; readonly head: string | null } };

async function statusOf({ command, session }: Context, { files, outlook: { state, pending } }: Seen): Promise<StatusOutcome> {
  const head = files.at(-1);
  const current = pending.length === 0 && state.behind === 0 && state.sharedBehind === 0;
  const behind = current ? [] : await asControlOwner(session, checkFlags(command).limits, () => readStatus(session, head?.number ?? 0));
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
async function required(context: Context, { files }: Seen, outcome: StatusOutcome): Promise<Outcome> {
  const { command } = context;
  const { needsOfGenerated } = await import('./needs-of-generated.js');
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
  if (step === null) return [tenant, at, null, null];
  const said = stepOf({ step: step.step, why: step.error ?? 'failed' });
  const why = `${said.why} (${step.attempts} ${step.attempts === 1 ? 'attempt' : 'attempts'})`;
  return [tenant, at, `${step.migration}, step ${said.step}`, step.state === 'failed' ? why : 'was begun'];
}
