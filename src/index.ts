export { defineConfig } from './config/define-config.js';
export type { AuthMode, Engine } from './config/types.js';
export type { UserConfig, UserEnvironment, UserRole } from './config/user-config.js';
