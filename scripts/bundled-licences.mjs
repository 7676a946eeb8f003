/** The licences of the packages that stand in a bundle, as they ask for. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {import('esbuild').Metafile} metafile
 * @returns {string} throws for a package without a licence's text and without a licence of the MIT kind
 */
export function bundledLicences(metafile) {
  const folders = Object.keys(metafile.inputs).flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const packages = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    return { name, version, license, text: file === undefined ? null : readFileSync(join(folder, file), 'utf8').trim() };
  });
  const parts = packages.map(({ name, version, license, text }) => {
    // A package that forgot the file has its publisher's: of the same scope, under the same licence.
    const publishers = packages.find((one) => name.startsWith('@') && one.name.split('/')[0] === name.split('/')[0] && one.license === license && one.text !== null)?.text;
    const shown = text ?? publishers;
    if (shown === undefined && !['MIT', 'ISC', 'BSD-3-Clause'].includes(license)) throw new Error(`${name} has no licence to bundle it under`);
    return `${name} ${version} (${license})\n\n${shown ?? ''}`;
  });
  return `dist/ holds these packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
