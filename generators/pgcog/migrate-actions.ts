import { CommandRefusal } from '../../src/environment/refusal.js';
import { asControlOwner } from '../../src/migrations/run/as-control-owner.js';
import { findingLines, lookAhead, migrateUp, RowsInTheWay, type Outlook } from '../../src/migrations/run/migrate-up.js';
import { preflight } from '../../src/migrations/run/preflight/preflight.js';
import type { Finding } from '../../src/migrations/run/preflight/types.js';
import { readStandings } from '../../src/migrations/run/read-standings.js';
import { readStatus, type TenantStatus } from '../../src/migrations/run/read-status.js';
import type { RunOptions, RunReport } from '../../src/migrations/run/types.js';
import { verifyTenants } from '../../src/migrations/run/verify-tenants.js';
import { textFlag } from './arguments.js';
import { checkFlags, runOptions, told } from './migrate-options.js';
import { readProjectMigrations } from './read-migrations.js';
import { sayProgress } from './say-progress.js';
import type { Action, Context, Outcome } from './types.js';

const count = (n: number): string => (n === 1 ? '1 tenant' : `${n} tenants`);

function needFiles(options: RunOptions): RunOptions {
  if (options.files.length === 0) throw new CommandRefusal('PGC641', 'there is no migration in migrations/', 'pgcog-gen migration init writes the first from the template');
  return options;
}

const up: Action = {
  writes: true,
  check: (command) => void checkFlags(command),
  run: async (context) => {
    const options = needFiles(await runOptions(context, sayProgress(context)));
    if (context.command.flags['dryRun'] === true) return dryRun(context, options);
    const run = await told(migrateUp(options).catch((thrown: unknown) => {
      if (thrown instanceof RowsInTheWay) return thrown;
      throw thrown;
    }));
    return run instanceof RowsInTheWay ? inTheWay(run.found) : outcomeOf(run);
  },
};

function outcomeOf({ template, migrated, failures, skipped, behind }: RunReport): Outcome {
  const nothing = template.length === 0 && migrated.length === 0 && failures.length === 0 && skipped.length === 0;
  const left = new Set(skipped.map(({ tenant }) => tenant));
  return {
    json: { template, migrated, failures, skipped, behind },
    says: [
      ...(nothing ? [behind === 0 ? 'everything is current; nothing was changed' : `nothing was to be done here; ${count(behind)} ${behind === 1 ? 'is' : 'are'} behind`] : []),
      ...(template.length > 0 ? [`template: ${template.join(', ')}`] : []),
      ...(migrated.length > 0 ? [`${count(migrated.length)} migrated`] : []),
      ...(left.size > 0 ? [`${count(left.size)} left out`, ...findingLines(skipped)] : []),
      ...failures.map(({ tenant, migration, step, why }) => `${tenant} failed${migration === '' ? '' : ` at ${migration}${step === 0 ? '' : `, step ${step}`}`}: ${why}`),
      ...(failures.length > 0 ? [`put that right and run it again: it goes on where it stopped; ${count(behind)} ${behind === 1 ? 'is' : 'are'} behind`] : []),
    ],
    failed: failures.length > 0,
  };
}

function inTheWay(found: readonly Finding[]): Outcome {
  const tenants = new Set(found.map(({ tenant }) => tenant)).size;
  return {
    json: { findings: found, errors: [{ code: 'PGC642', message: `rows of ${count(tenants)} stand in the way; nothing was begun`, hint: 'put the rows right, or leave these tenants out: --skip-failing' }] },
    says: [`error PGC642: rows of ${count(tenants)} stand in the way; nothing was begun`, ...findingLines(found), '  = help: put the rows right, or leave these tenants out: --skip-failing'],
    failed: true,
  };
}

const planned = ({ pending, standings, state }: Outlook): readonly string[] => [
  ...(pending.length > 0 ? [`template: ${pending.map(({ id }) => id).join(', ')}`] : []),
  ...(standings.length > 0 ? [`${standings.length} of ${count(state.tenants)}: ${standings.slice(0, 10).map(({ tenant }) => tenant).join(', ')}${standings.length > 10 ? ', ...' : ''}`] : []),
];

async function dryRun(_context: Context, options: RunOptions): Promise<Outcome> {
  const outlook = await told(lookAhead(options));
  const found = await told(preflight(options, outlook.standings));
  const nothing = outlook.pending.length === 0 && outlook.standings.length === 0;
  return {
    json: { dryRun: true, template: outlook.pending.map(({ id }) => id), tenants: outlook.standings, findings: found },
    says: nothing ? ['everything is current; nothing would be done'] : ['to be done:', ...planned(outlook), ...(found.length > 0 ? ['rows stand in the way:', ...findingLines(found)] : [])],
    failed: found.length > 0,
  };
}

const check: Action = {
  writes: false,
  check: (command) => void checkFlags(command),
  run: async (context) => {
    const options = needFiles(await runOptions(context, sayProgress(context)));
    const { standings, pending } = await told(lookAhead(options));
    const found = await told(preflight(options, standings));
    if (found.length > 0) return inTheWay(found);
    return { json: { findings: [], pending: pending.map(({ id }) => id), tenants: standings.length }, says: [standings.length === 0 ? 'everything is current' : `no row of ${count(standings.length)} stands in the way`] };
  },
};

const status: Action = {
  writes: false,
  check: ({ flags }) => {
    const what = textFlag(flags, 'require');
    if (what !== null && what !== 'generated') throw new CommandRefusal('PGC619', `--require ${what}: this is nothing that can be required`, '--require generated');
  },
  run: async (context) => {
    const { command } = context;
    const options = await runOptions(context, () => undefined);
    const { state, pending } = await told(lookAhead({ ...options, tenants: null }));
    const head = options.files.at(-1);
    const current = pending.length === 0 && state.behind === 0 && state.sharedBehind === 0;
    const behind = current ? [] : await asControlOwner(context.session, options.limits, () => readStatus(context.session, head?.number ?? 0));
    const required = textFlag(command.flags, 'require') !== null && !current;
    return {
      json: { current, head: head?.id ?? null, tenants: state.tenants, pending: pending.map(({ id }) => id), sharedBehind: state.sharedBehind, behind },
      ...(behind.length > 0 && { table: { columns: ['TENANT', 'AT', 'STOPPED AT', 'WHY'], rows: behind.map(rowOf) } }),
      says: [
        ...(current ? [`${count(state.tenants)}, all at ${head?.id ?? 'no migration'}`] : [`${state.tenants - behind.length} of ${state.tenants} tenants are at ${head?.id ?? 'no migration'}`]),
        ...(pending.length > 0 ? [`the template has not got ${pending.map(({ id }) => id).join(', ')}`] : []),
        ...(state.sharedBehind > 0 ? [`shared has not got ${state.sharedBehind === 1 ? '1 step' : `${state.sharedBehind} steps`}`] : []),
        ...(required ? [`error PGC645: not every tenant has what generated/ needs: ${head?.id ?? ''}\n  = help: pgcog migrate up --env ${command.environment}`] : []),
      ],
      failed: required,
    };
  },
};

function rowOf({ tenant, at, step }: TenantStatus): readonly (string | null)[] {
  return [tenant, at, step === null ? null : `${step.migration}, step ${step.step}`, step === null ? null : step.state === 'failed' ? `${step.error ?? 'failed'} (${step.attempts} ${step.attempts === 1 ? 'attempt' : 'attempts'})` : 'was begun'];
}

/** Behind every migration's number. */
const everyone = 2 ** 31 - 1;

const verify: Action = {
  writes: false,
  check: (command) => void checkFlags(command),
  run: async (context) => {
    const { command, config, session } = context;
    const { limits, parallel, tenants } = checkFlags(command);
    const { files } = await readProjectMigrations(command.root, config);
    const all = await told(asControlOwner(session, limits, async () => readStandings(session, everyone, tenants)));
    const behind = new Set((files.length === 0 ? [] : await asControlOwner(session, limits, () => readStatus(session, files.at(-1)?.number ?? 0))).map(({ tenant }) => tenant));
    const due = all.filter(({ tenant }) => !behind.has(tenant));
    let done = 0;
    const drift = await verifyTenants({ connect: () => context.connect(), signal: context.signal, parallel, limits, tries: 10, pause: 250 }, due, (tenant) => context.progress((done += 1), due.length, tenant));
    return {
      json: { verified: due.map(({ tenant }) => tenant), behind: [...behind], drift },
      ...(drift.length > 0 && { table: { columns: ['TENANT', 'OBJECT', 'DIFFERENCE'], rows: drift.flatMap(({ tenant, differences }) => differences.map(({ object, difference }) => [tenant, object, difference])) } }),
      says: [
        drift.length === 0 ? `${count(due.length)}, each as the template` : `error PGC647: ${count(drift.length)} of ${due.length} ${drift.length === 1 ? 'differs' : 'differ'} from the template`,
        ...(behind.size > 0 ? [`${count(behind.size)} ${behind.size === 1 ? 'is' : 'are'} behind, and not compared: pgcog migrate status`] : []),
      ],
      failed: drift.length > 0,
    };
  },
};

/** `pgcog migrate`. */
export const migrateActions: Readonly<Record<string, Action>> = {
  up: { ...up, run: (context) => told(up.run(context)) },
  check: { ...check, run: (context) => told(check.run(context)) },
  status: { ...status, run: (context) => told(status.run(context)) },
  verify,
};
