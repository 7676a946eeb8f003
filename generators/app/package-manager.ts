import type { PackageManager } from './types.js';

/** Words of a package manager's commands. */
export interface Commands {
  /** Makes a project: `npm create NAME FOLDER -- FLAGS`. */
  readonly create: string;
  /** What stands between the folder and flags that are not the package manager's own. */
  readonly separator: string;
  readonly install: readonly [string, ...string[]];
  readonly cleanInstall: string;
  readonly run: string;
  readonly exec: string;
  /** What a machine of CI needs before; empty for nothing. */
  readonly setup: string;
}

const commands: Readonly<Record<PackageManager, Commands>> = {
  npm: { create: 'npm create', separator: ' --', install: ['npm', 'install'], cleanInstall: 'npm ci', run: 'npm run', exec: 'npx', setup: '' },
  pnpm: { create: 'pnpm create', separator: '', install: ['pnpm', 'install'], cleanInstall: 'pnpm install --frozen-lockfile', run: 'pnpm run', exec: 'pnpm exec', setup: 'npm install --global pnpm' },
  yarn: { create: 'yarn create', separator: '', install: ['yarn', 'install'], cleanInstall: 'yarn install --immutable', run: 'yarn run', exec: 'yarn exec', setup: 'npm install --global corepack && corepack enable' },
  bun: { create: 'bun create', separator: '', install: ['bun', 'install'], cleanInstall: 'bun install --frozen-lockfile', run: 'bun run', exec: 'bunx', setup: 'npm install --global bun' },
};

export const packageManagers = Object.keys(commands) as readonly PackageManager[];

/** `npm create`, `pnpm create`, ... say who they are by `npm_config_user_agent`: `pnpm/10.2.0 npm/? node/v22 linux x64`. */
export function packageManagerOf(userAgent: string | undefined): PackageManager {
  const name = userAgent?.split('/')[0];
  return packageManagers.find((one) => one === name) ?? 'npm';
}

/**
 * For package.json where CI gets the package manager by it: corepack takes the yarn of its own choice otherwise.
 *
 * @returns `yarn@4.18.1`; null where the version is not known
 */
export function pinOf(packageManager: PackageManager, userAgent: string | undefined): string | null {
  const version = /^yarn\/(\d+\.\d+\.\d+) /u.exec(userAgent ?? '')?.[1];
  return packageManager === 'yarn' && version !== undefined ? `yarn@${version}` : null;
}

export function commandsOf(packageManager: PackageManager): Commands {
  return commands[packageManager];
}
