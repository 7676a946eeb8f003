import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCode } from '../../src/cdk/bundle-code.js';
import { cdkProject, removeFolder, shop, synthesize } from './support.js';
import { packagesOf } from './packages-of.js';
import { readAssembly, resourcesOf } from './templates.js';

const region = 'eu-central-1';
let project: string;
let outdir: string;
let code: Readonly<Record<'sends' | 'presigns', string>>;

beforeAll(() => {
  project = cdkProject(shop, (root) => {
    writeFileSync(join(root, 'lambda/sends.ts'), `import { endSubscriptions } from 'pg-cognition-runtime/subscriptions';
import manifest from '../generated/statements.json' with { type: 'json' };
export const handler = endSubscriptions({ manifest, url: process.env.GRAPHQL_URL! });
`);
    writeFileSync(join(root, 'lambda/presigns.ts'), `import { LambdaClient } from '@aws-sdk/client-lambda';
import { fromEnv } from '@aws-sdk/credential-provider-env';
export const handler = () => new LambdaClient({ credentials: fromEnv() });
`);
  });
  outdir = mkdtempSync(join(tmpdir(), 'pgcog-bundle-'));
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'shop');
  for (const name of ['sends', 'presigns']) new Function(stack, name, { code: bundleCode(project, `lambda/${name}.ts`), handler: 'index.handler', runtime: Runtime.NODEJS_24_X });
  app.synth();
  const texts = [...readAssembly(outdir, 'shop').code.values()];
  const withText = (part: string): string => texts.find((text) => text.includes(part)) ?? '';
  code = { sends: withText('endSubscriptions'), presigns: withText('LambdaClient') };
});
afterAll(() => [project, outdir].forEach(removeFolder));

describe("a function's code", () => {
  it('takes clients of the AWS SDK from Lambda, and no part of what they are made of', async () => {
    expect(await packagesOf(code.presigns)).toEqual(['@aws-sdk/client-lambda']);
  });

  it('is given the address of an API without subscriptions too, which lambda/members.ts wants, and no right to call it', () => {
    const without = cdkProject(shop, (root) => {
      const path = join(root, 'generated/resolvers.json');
      const file = JSON.parse(readFileSync(path, 'utf8')) as { readonly resolvers: readonly { readonly field: string; readonly dataSource: string }[] };
      writeFileSync(path, JSON.stringify({ ...file, resolvers: file.resolvers.filter(({ dataSource }) => dataSource !== 'none') }));
    });
    const { templates } = synthesize({ project: without });
    removeFolder(without);
    const worker = resourcesOf(templates, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties).find(({ FunctionName }) => FunctionName !== undefined);
    expect(Object.keys((worker?.['Environment'] as { readonly Variables: object }).Variables)).toContain('GRAPHQL_URL');
    expect(JSON.stringify(templates.main)).not.toContain('appsync:GraphQL');
  });

  it('signs what it sends where there are no packages', async () => {
    const heard: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      heard.push(request.headers);
      request.resume().on('end', () => response.end('{"data":{}}'));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const folder = mkdtempSync(join(tmpdir(), 'pgcog-alone-'));
    writeFileSync(join(folder, 'index.mjs'), code.sends);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', "await (await import('./index.mjs')).handler('u_ann')"], {
      cwd: folder, env: { PATH: process.env['PATH'], AWS_REGION: region, AWS_ACCESS_KEY_ID: 'AKIDLOCAL', AWS_SECRET_ACCESS_KEY: 'secret', GRAPHQL_URL: url },
    });
    server.close();
    removeFolder(folder);
    expect(heard.map(({ authorization }) => authorization?.replace(/\d{8}/u, 'day').split(',')[0])).toEqual([`AWS4-HMAC-SHA256 Credential=AKIDLOCAL/day/${region}/appsync/aws4_request`]);
  });
});
