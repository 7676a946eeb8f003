import type { UserConfig } from './user-config.js';

/** Types the settings of `pgcog.config.ts`: `export default defineConfig({ engine: 'vtl' })`. Gives them back as they are. */
export function defineConfig(config: UserConfig): UserConfig {
  return config;
}
