import { unaskedLines } from '../../src/migrations/run/preflight/join-unasked.js';
import type { RunEvent } from '../../src/migrations/run/types.js';
import type { Context } from './types.js';

/** Says how far a run has come: tenants done and failed, how many a second, and how long it will still take. */
export function sayProgress(context: Context): (event: RunEvent) => void {
  let started: number | null = null;
  let asked = false;
  return (event) => {
    context.event(event);
    if (event.event === 'preflight') {
      if (!asked) context.step('asking rows of every tenant');
      asked = true;
    } else if (event.event === 'unasked') context.note(unaskedLines([event])[0] ?? '');
    else if (event.event === 'long') context.note(`${event.migration} may take longer than the 45 seconds that the Data API gives a statement (${event.hazard}); --database-url has no such limit`);
    else if (event.event === 'waits' && event.tenant === 'shared') context.note(`what ${event.migration} takes away from shared stays for now: ${event.why}`);
    else if (event.event === 'template') context.step(`the template: ${event.migrations.join(', ')}`);
    else if (event.event === 'shared') context.step(`shared: ${event.migration}`);
    else if (event.event === 'tenant' || event.event === 'failed') {
      started ??= performance.now();
      const { done, failed, of, tenant } = event;
      context.progress(done + failed, of, [tenant, ...(event.event === 'failed' ? ['failed'] : []), ...pace(done + failed, of, performance.now() - started), ...(failed > 0 ? [`${failed} failed`] : [])].join(', '));
    }
  };
}

/** Of work that takes long enough to ask. */
const quick = 3000;

function pace(done: number, of: number, spent: number): readonly string[] {
  if (spent < quick) return [];
  const rate = (done / spent) * 1000;
  const left = (of - done) / rate;
  return [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`, left < 90 ? `${Math.ceil(left)} s left` : `${Math.ceil(left / 60)} min left`];
}
