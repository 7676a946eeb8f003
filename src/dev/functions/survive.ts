/**
 * What the project's functions leave behind unheard ends no more than it does in Lambda, where it ends the one run: it is
 * told, with its stack, and everything else goes on.
 *
 * @returns what makes the process as it was before
 */
export function survive(tell: (text: string) => void): () => void {
  const said = (fault: unknown): void => tell(`not handled: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
  process.on('unhandledRejection', said);
  process.on('uncaughtException', said);
  return () => {
    process.off('unhandledRejection', said);
    process.off('uncaughtException', said);
  };
}
