import { manifestPath } from './file-manifest.js';
import type { ChangePlan, PlannedFile } from './types.js';

/** Lines that may differ before a file's diff is not worth its time: then only its name is shown. */
const mostEdits = 10_000;

/** The user's own line ends would be seen as marks at the ends of lines. */
const shown = (text: string | null): string => (text ?? '').replaceAll('\r\n', '\n');

/** What a plan changes, as `diff -u` says it, by path. Hashes in the manifest follow from the rest and are left out. */
export async function unifiedDiff(plan: ChangePlan): Promise<string> {
  const changed = plan.files.filter(({ path, before, after }) => path !== manifestPath && before !== after);
  if (changed.length === 0) return '';
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const one = ({ path, before, after }: PlannedFile): string => {
    const [from, to] = [before === null ? '/dev/null' : `a/${path}`, after === null ? '/dev/null' : `b/${path}`];
    const options = { context: 3, maxEditLength: mostEdits, headerOptions: FILE_HEADERS_ONLY };
    return createTwoFilesPatch(from, to, shown(before), shown(after), undefined, undefined, options) ?? `--- ${from}\n+++ ${to}\n(too many differences to show)\n`;
  };
  return changed.map(one).join('');
}
