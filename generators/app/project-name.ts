import { basename } from 'node:path';

/**
 * The package's name for a folder: `My App` gives `my-app`; what is left of nothing is `app`.
 *
 * Rules of names: https://docs.npmjs.com/cli/configuring-npm/package-json#name
 */
export function projectName(root: string): string {
  const name = basename(root).normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/gu, '-').replace(/^-+|-+$/gu, '').slice(0, 100);
  return name === '' ? 'app' : name;
}

/** A name for CloudFormation, which begins with a letter. */
export function stackName(name: string): string {
  return /^[a-z]/u.test(name) ? name : `app-${name}`;
}
