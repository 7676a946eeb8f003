import type { As } from '../../src/testing/types.js';
import type { Stage } from './open-stage.js';

export interface Testing {
  readonly as: As;
  /** Ends what runs; who signs in after that, has it begin anew. */
  close(): Promise<void>;
}

/** Opens a stage when somebody signs in first, and keeps it. */
export function createTesting(open: () => Promise<Stage>): Testing {
  let stage: Promise<Stage> | null = null;
  return {
    as: async (email) => (await (stage ??= open())).as(email),
    close: async () => {
      const opened = stage;
      stage = null;
      // What did not open has been told to whoever wanted to sign in.
      await opened?.then((one) => one.close(), () => undefined);
    },
  };
}
