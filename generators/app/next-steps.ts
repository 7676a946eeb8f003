import { commandsOf } from './package-manager.js';
import { shellWord } from './shell-word.js';
import type { Choices, Manner } from './types.js';

/** What a newcomer types next. `failed`: the line that failed, which is to be typed again. */
export function nextSteps({ folder }: Choices, { packageManager, install }: Manner, failed: string | null): string {
  const { install: installing, run, exec } = commandsOf(packageManager);
  const open = install && failed === null ? [] : [installing.join(' '), `${run} generate`, `${exec} pgcog-gen migration init`];
  const lines = [...(folder === '.' ? [] : [`cd ${shellWord(folder)}`]), ...open, `${run} dev`];
  return `${failed === null ? '' : `${failed} failed; the files are there\n\n`}Next:\n\n${lines.map((line) => `  ${line}`).join('\n')}\n\nREADME.md says the rest.\n`;
}
