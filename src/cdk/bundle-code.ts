import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/**
 * A function's code: one ES module, made by esbuild while the app is synthesized. The same sources give the same bytes
 * wherever the project lies, so that nothing is deployed that has not changed. The AWS SDK's clients are Lambda's own
 * (AWS Lambda: "Runtime-included SDK versions"); what they are made of is not promised to be there by its names, and signing is not.
 *
 * @param project the project's folder
 * @param entry a file below it: `lambda/hooks.ts`; its exports are handlers `index.<name>`
 * @throws Error where there is no such file, and esbuild's
 */
export function bundleCode(project: string, entry: string): Code {
  const root = resolve(project);
  if (!existsSync(join(root, entry))) throw new Error(`there is no ${entry} in ${root}: pgcog-gen generate seeds it where the spec says members: true, or name another file`);
  const code = bundled(root, entry);
  // Bundled in memory: a hash over what comes out, known beforehand, and no container.
  const local = { tryBundle: (folder: string): boolean => { writeFileSync(join(folder, 'index.mjs'), code); return true; } };
  return Code.fromAsset(root, {
    assetHash: createHash('sha256').update(code).digest('hex'), assetHashType: AssetHashType.CUSTOM,
    bundling: { image: DockerImage.fromRegistry('none'), local },
  });
}

function bundled(root: string, entry: string): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [entry], absWorkingDir: root, outfile: 'index.mjs', write: false, bundle: true,
    platform: 'node', format: 'esm', target: 'node22', mainFields: ['module', 'main'], external: ['@aws-sdk/client-*', 'pg-native'],
    // Names stay for stack traces; comments and the keys of modules go, since esbuild's say where files lie on this machine.
    minify: true, keepNames: true, legalComments: 'none', charset: 'utf8', logLevel: 'silent',
    // Packages written for CommonJS ask for Node.js's own modules by it.
    banner: { js: "import{createRequire as pgcogCreateRequire}from'node:module';const require=pgcogCreateRequire(import.meta.url);" },
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return output.contents;
}
