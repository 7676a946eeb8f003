import type { PackageManager } from './types.js';

/** Words of a package manager's commands. */
export interface Commands {
  readonly install: readonly [string, ...string[]];
  readonly cleanInstall: string;
  readonly run: string;
  readonly exec: string;
  /** What a machine of CI needs before; empty for nothing. */
  readonly setup: string;
}

const commands: Readonly<Record<PackageManager, Commands>> = {
  npm: { install: ['npm', 'install'], cleanInstall: 'npm ci', run: 'npm run', exec: 'npx', setup: '' },
  pnpm: { install: ['pnpm', 'install'], cleanInstall: 'pnpm install --frozen-lockfile', run: 'pnpm run', exec: 'pnpm exec', setup: 'npm install --global pnpm' },
  yarn: { install: ['yarn', 'install'], cleanInstall: 'yarn install --immutable', run: 'yarn run', exec: 'yarn exec', setup: 'npm install --global corepack && corepack enable' },
  bun: { install: ['bun', 'install'], cleanInstall: 'bun install --frozen-lockfile', run: 'bun run', exec: 'bunx', setup: 'npm install --global bun' },
};

export const packageManagers = Object.keys(commands) as readonly PackageManager[];

/** `npm create`, `pnpm create`, ... say who they are by `npm_config_user_agent`: `pnpm/10.2.0 npm/? node/v22 linux x64`. */
export function packageManagerOf(userAgent: string | undefined): PackageManager {
  const name = userAgent?.split('/')[0];
  return packageManagers.find((one) => one === name) ?? 'npm';
}

export function commandsOf(packageManager: PackageManager): Commands {
  return commands[packageManager];
}
