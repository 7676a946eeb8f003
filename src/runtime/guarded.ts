/** Runs what logs or reports: where that cannot be done no call fails, and nothing is undone. */
export function guarded(write: () => void): void {
  try {
    write();
  } catch {
    // There is nowhere left to say it.
  }
}
