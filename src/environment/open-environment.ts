import type { Config, EnvironmentConfig } from '../config/types.js';
import { closest } from '../source/closest.js';
import { CommandRefusal } from './refusal.js';
import type { Environment, OpenEnvironment } from './types.js';

export const local = 'local';

/**
 * What the settings say of an environment. `local` is always there.
 *
 * @throws CommandRefusal PGC600 with the names of those that are there
 */
export function environmentConfig({ environments }: Pick<Config, 'environments'>, name: string): EnvironmentConfig {
  const own = Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (own !== undefined) return own;
  if (name === local) return { region: null, account: null, stack: null, protect: false };
  const names = [...new Set([local, ...Object.keys(environments)])];
  const near = closest(name, names);
  throw new CommandRefusal('PGC600', `there is no environment ${name}${near === null ? '' : `; did you mean ${near}?`}`, `environments of pgcog.config.ts: ${names.join(', ')}`);
}

/**
 * Opens the place where a command acts.
 *
 * @throws CommandRefusal, ServerRefusal: what whoever runs the command can put right
 */
export async function openEnvironment(options: OpenEnvironment): Promise<Environment> {
  const config = environmentConfig(options.config, options.name);
  if (options.name !== local || config.account !== null) {
    const { openAws } = await import('./aws/open-aws.js');
    return openAws({ name: options.name, config, databaseUrl: options.databaseUrl });
  }
  const { openLocalEnvironment } = await import('./local/open-local-environment.js');
  return openLocalEnvironment(options);
}
