import { guarded } from '../guarded.js';
import type { HookCall } from './run-hook.js';
import type { HookOptions } from './types.js';
import { within } from '../within.js';

/** Milliseconds before a call's end, so that a worker who cannot be reached is no reason to fail it. */
const spare = 100;

/**
 * Starts the worker for a person, and waits until it is started: what Lambda freezes before would be sent with the next
 * call, or never. That it fails is reported and no more, since the next token is another occasion.
 *
 * @param longest milliseconds to wait for it
 */
export async function handOver({ provision, report }: Required<Pick<HookOptions, 'provision' | 'report'>>, call: HookCall, longest = Infinity): Promise<void> {
  const { sub, userPoolId, requestId, end } = call;
  if (sub === null) return;
  call.handedOver = false;
  const start = async (): Promise<boolean> => provision({ sub, userPoolId }).then(() => true);
  try {
    call.handedOver = await within(Math.min(longest, end - Date.now() - spare), start(), late);
  } catch (fault) {
    guarded(() => report(fault, requestId));
  }
}

function late(): never {
  throw new Error('provision did not end in time');
}
