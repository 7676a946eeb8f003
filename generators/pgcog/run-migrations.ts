import { CommandRefusal } from '../../src/environment/refusal.js';
import { lookAhead } from '../../src/migrations/run/look-ahead.js';
import { migrateUp, RowsInTheWay } from '../../src/migrations/run/migrate-up.js';
import { preflight } from '../../src/migrations/run/preflight/preflight.js';
import type { RunOptions } from '../../src/migrations/run/types.js';
import { runOptions } from './migrate-options.js';
import { checkOutcome, dryRunOutcome, inTheWay, upOutcome } from './migrate-outcomes.js';
import { sayProgress } from './say-progress.js';
import type { Context, Outcome } from './types.js';

async function optionsOf(context: Context): Promise<RunOptions> {
  const options = await runOptions(context, sayProgress(context));
  if (options.files.length === 0) throw new CommandRefusal('PGC641', 'there is no migration in migrations/', 'pgcog-gen migration init writes the first from the template');
  return options;
}

/** `pgcog migrate up` where something is to be done, or in the way. @throws what {@link migrateUp} throws */
export async function runUp(context: Context): Promise<Outcome> {
  const options = await optionsOf(context);
  if (context.command.flags['dryRun'] === true) {
    const outlook = await lookAhead(options);
    return dryRunOutcome(outlook, await preflight(options, outlook.standings));
  }
  try {
    return upOutcome(await migrateUp(options));
  } catch (thrown) {
    if (thrown instanceof RowsInTheWay) return inTheWay(thrown.found);
    throw thrown;
  }
}

/** `pgcog migrate check` where something is to be done, or in the way. @throws what {@link preflight} throws */
export async function runCheck(context: Context): Promise<Outcome> {
  const options = await optionsOf(context);
  const outlook = await lookAhead(options);
  return checkOutcome(outlook, await preflight(options, outlook.standings));
}
