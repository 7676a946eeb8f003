import { isUpToDate } from '../../src/migrations/run/look-ahead.js';
import { lookAtTexts, type Seen } from './look-at-texts.js';
import { checkFlags, told } from './migrate-options.js';
import { checkOutcome, dryRunOutcome, upOutcome } from './migrate-outcomes.js';
import { migrateStatus } from './migrate-status.js';
import type { Action, Context } from './types.js';

/** Null where there is something to do: what does it is loaded then, and takes longer to load than to find that out. */
async function current(context: Context): Promise<Seen | null> {
  const { limits, tenants } = checkFlags(context.command);
  const seen = await lookAtTexts(context, limits, tenants);
  return seen !== null && isUpToDate(seen.outlook) ? seen : null;
}

const nothingAsked = { findings: [], unasked: [] };

const up: Action = {
  writes: true,
  check: (command) => void checkFlags(command),
  run: async (context) => {
    const seen = await current(context);
    if (seen !== null && context.command.flags['dryRun'] === true) return dryRunOutcome(seen.outlook, nothingAsked);
    if (seen !== null) return upOutcome({ template: [], migrated: [], failures: [], skipped: [], behind: seen.outlook.state.behind });
    const { runUp } = await import('./run-migrations.js');
    return runUp(context);
  },
};

const check: Action = {
  writes: false,
  check: (command) => void checkFlags(command),
  run: async (context) => {
    const seen = await current(context);
    if (seen !== null) return checkOutcome(seen.outlook, nothingAsked);
    const { runCheck } = await import('./run-migrations.js');
    return runCheck(context);
  },
};

/** `pgcog migrate`. */
export const migrateActions: Readonly<Record<string, Action>> = {
  up: { ...up, run: (context) => told(up.run(context)) },
  check: { ...check, run: (context) => told(check.run(context)) },
  status: { ...migrateStatus, run: (context) => told(migrateStatus.run(context)) },
  verify: {
    writes: false,
    check: (command) => void checkFlags(command),
    run: (context) => told(import('./migrate-verify.js').then(({ runVerify }) => runVerify(context))),
  },
};
