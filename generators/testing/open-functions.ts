import { join } from 'node:path';
import type { Config } from '../../src/config/types.js';
import { captureOutput } from '../../src/dev/functions/capture-output.js';
import { loadFunctions } from '../../src/dev/functions/load-functions.js';
import type { FunctionOutput } from '../../src/dev/functions/types.js';
import type { LambdaHandler } from '../../src/local/appsync/types.js';
import type { RunningLambda } from '../../src/local/lambda/types.js';
import { templatesFolder } from '../../src/render/templates-folder.js';
import { refuseErrors } from './mistakes.js';

export interface FunctionsOfTests {
  readonly dataSource: LambdaHandler;
  /** Streams are as they were before. */
  release(): void;
}

/** Milliseconds, as `pgcog dev` has them. */
const timeoutOf = (name: string): number => (name === 'members' || name === 'rotation' ? 60_000 : 5_000);

/**
 * Loads the project's Lambda code into this process. What a function prints is shown; the lines that the Lambda package
 * logs are not.
 *
 * @throws ProjectMistakes
 */
export async function openFunctions({ root, config, compiled, lambda }: { readonly root: string; readonly config: Config; readonly compiled: string; readonly lambda: RunningLambda }): Promise<FunctionsOfTests> {
  const { value, diagnostics } = await loadFunctions({ root, compiled, seeded: join(templatesFolder(), 'seeded'), config, log: () => undefined });
  await refuseErrors(root, diagnostics);
  if (value === null) throw new Error('the project has no statements: pgcog-gen generate writes them');
  const capture = captureOutput(show);
  for (const [name, handler] of Object.entries(value.handlers)) lambda.register(name, { handler: (event, context) => capture.run(name, () => handler(event, context)), timeout: timeoutOf(name) });
  return { dataSource: (event, context) => capture.run('data source', () => value.dataSource(event, context)), release: capture.release };
}

/** Of the AWS SDK: what it says of versions of Node.js is not about the project. */
export const hushed = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' } as const;

function show(output: FunctionOutput): void {
  if (output.kind === 'printed') process.stderr.write(`${output.from}: ${output.text}\n`);
}
