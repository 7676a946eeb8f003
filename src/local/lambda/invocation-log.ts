import type { Invocation } from './types.js';

/** Calls as they were and what became of them. */
export interface InvocationLog {
  all(): readonly Invocation[];
  add(invocation: Invocation): void;
  change(requestId: string, changed: Partial<Invocation>): void;
}

const kept = 1000;

/** The last 1000: a server that runs all day must not grow. */
export function createInvocationLog(): InvocationLog {
  const invocations = new Map<string, Invocation>();
  return {
    all: () => [...invocations.values()],
    add(invocation) {
      invocations.set(invocation.requestId, invocation);
      const [oldest] = invocations.keys();
      if (invocations.size > kept && oldest !== undefined) invocations.delete(oldest);
    },
    change(requestId, changed) {
      const known = invocations.get(requestId);
      if (known !== undefined) invocations.set(requestId, { ...known, ...changed });
    },
  };
}
