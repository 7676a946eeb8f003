export { defineConfig } from './config/define-config.js';
export type { AuthMode } from './config/auth-mode.js';
export type { Engine } from './config/types.js';
export type { UserConfig, UserEnvironment, UserRole } from './config/user-config.js';
