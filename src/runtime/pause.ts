/** Waits. A function of our own: each file's import of `node:timers/promises` would stand in the bundle. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
