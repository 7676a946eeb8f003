import { defaults } from './choose.js';
import type { Choices } from './types.js';

/** The line that makes the same again without a question; what is as usual is left out. */
export function flagsOf(choices: Choices): string {
  const flags = [
    ...(choices.template === defaults.template ? [] : ['--template', choices.template]),
    ...(choices.engine === defaults.engine ? [] : ['--engine', choices.engine]),
    ...(choices.roles.length === 0 ? [] : ['--roles', choices.roles.join(',')]),
    ...(choices.credentials === defaults.credentials ? [] : ['--credentials', choices.credentials]),
    ...(choices.lambda === defaults.lambda ? [] : ['--no-lambda']),
    ...(choices.infra === defaults.infra ? [] : ['--infra', choices.infra]),
    ...(choices.account === defaults.account ? [] : ['--account', choices.account]),
    ...(choices.region === defaults.region ? [] : ['--region', choices.region]),
    ...(choices.postgres === defaults.postgres ? [] : ['--postgres', String(choices.postgres)]),
  ];
  return [...flags, '--yes'].join(' ');
}
