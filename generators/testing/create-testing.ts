import type { As } from '../../src/testing/types.js';
import type { Stage } from './open-stage.js';

export interface Testing {
  readonly as: As;
  /** Opens the stage where it is not open. */
  open(): Promise<void>;
  /** Ends what runs; who signs in after that, has it begin anew. */
  close(): Promise<void>;
}

/** Keeps a stage, opened when it is wanted first. */
export function createTesting(openStage: () => Promise<Stage>): Testing {
  let stage: Promise<Stage> | null = null;
  const opened = (): Promise<Stage> => (stage ??= openStage());
  return {
    as: async (email) => (await opened()).as(email),
    open: async () => void (await opened()),
    close: async () => {
      const last = stage;
      stage = null;
      // What did not open has been told to whoever wanted it.
      await last?.then((one) => one.close(), () => undefined);
    },
  };
}
