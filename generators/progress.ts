import type { Io } from './io.js';
import { wantsColor } from './io.js';

/** Says how far a run has come: a bar on a terminal, nothing elsewhere for work this short. */
export interface Progress {
  step(label: string): void;
  done(): void;
}

const width = 24;

function bar(finished: number, total: number): string {
  const full = Math.round((finished / total) * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
}

/**
 * @param total how many steps there will be
 * @param enabled false for `--quiet` and `--json`
 */
export function createProgress(io: Io, total: number, enabled: boolean): Progress {
  const live = enabled && io.stderr.isTTY === true;
  const clear = '\r\u001b[K';
  let finished = 0;
  return {
    step(label) {
      if (live) io.stderr.write(`${clear}${bar(finished, total)} ${wantsColor(io) ? `\u001b[2m${label}\u001b[22m` : label}`);
      finished = Math.min(finished + 1, total);
    },
    done() {
      if (live) io.stderr.write(clear);
    },
  };
}
