import { join } from 'node:path';
import type { Config } from '../../../src/config/types.js';
import { dataSourceKey } from '../../../src/dev/api/data-source-key.js';
import { openApi } from '../../../src/dev/api/open-api.js';
import { captureOutput } from '../../../src/dev/functions/capture-output.js';
import { loadFunctions } from '../../../src/dev/functions/load-functions.js';
import type { FunctionOutput, Functions } from '../../../src/dev/functions/types.js';
import { functionsStamp } from '../../../src/dev/functions/functions-stamp.js';
import { survive } from '../../../src/dev/functions/survive.js';
import type { DevPlace } from '../../../src/dev/place.js';
import type { Services } from '../../../src/dev/start-services.js';
import type { LambdaHandler, RunningAppSync } from '../../../src/local/appsync/types.js';
import type { RunningCognito } from '../../../src/local/cognito/types.js';
import type { RunningLambda } from '../../../src/local/lambda/types.js';
import { templatesFolder } from '../../../src/render/templates-folder.js';
import { error } from '../../../src/source/diagnostic.js';
import type { Diagnostic } from '../../../src/source/types.js';
import type { Stops } from './create-stops.js';

export interface Served {
  /** URL of the API; null: none is served. */
  readonly url: () => string | null;
  /** How often there was a new API. */
  readonly reloads: () => number;
  /** Whether the project's functions are loaded as they are on disk now. */
  isCurrent(): boolean;
  /**
   * Loads the project's functions anew, and with `api` what was generated. With mistakes, what was served before is served
   * on.
   */
  reload(wanted: { readonly config: Config; readonly cognito: RunningCognito; readonly lambda: RunningLambda; readonly variables: Services['variables']; readonly api: boolean }): Promise<readonly Diagnostic[]>;
}

export interface ServedInput {
  readonly root: string;
  readonly place: DevPlace;
  readonly stops: Pick<Stops, 'add'>;
  readonly tell: (output: FunctionOutput) => void;
}

/** Milliseconds that the API of before goes on for requests that it has begun. */
const farewell = 3_000;
/** Milliseconds: of the worker and the rotation a minute; Cognito waits five seconds for a trigger. */
const timeoutOf = (name: string): number => (name === 'members' || name === 'rotation' ? 60_000 : 5_000);

/** The functions and the API that answer now. */
export function createServed({ root, place, stops, tell }: ServedInput): Served {
  const capture = captureOutput(tell);
  stops.add(capture.release);
  stops.add(survive((text) => {
    for (const line of text.split('\n')) tell({ kind: 'printed', from: 'functions', text: line });
  }));
  let functions: Functions | null = null;
  let stamp = '';
  let api: RunningAppSync | null = null;
  let reloads = 0;
  const former = new Set<RunningAppSync>();
  stops.add(() => Promise.all([...former, ...(api === null ? [] : [api])].map((one) => one.close())));

  const dataSource: LambdaHandler = (event, context) => {
    const current = functions;
    if (current === null) return Promise.reject(new Error('there is no data source'));
    return capture.run('data source', () => current.dataSource(event, context));
  };

  const retire = (old: RunningAppSync): void => {
    former.add(old);
    setTimeout(() => {
      former.delete(old);
      void old.close();
    }, farewell).unref();
  };

  return {
    url: () => api?.url ?? null,
    reloads: () => reloads,
    isCurrent: () => stamp === functionsStamp(root),
    reload: async ({ config, cognito, lambda, variables, api: all }) => {
      const before = functionsStamp(root);
      stamp = '';
      const loaded = await loadFunctions({
        root, compiled: place.compiled, seeded: join(templatesFolder(), 'seeded'), config, log: (line) => capture.outside(() => tell({ kind: 'statement', line })),
      });
      if (loaded.value === null) return loaded.diagnostics;
      const opened = all ? await openApi({ root, config, cognito, iam: dataSourceKey(variables), dataSource, console: (from, text) => tell({ kind: 'printed', from, text }) }).catch((failure: unknown) => unservable(failure)) : null;
      if (opened !== null && 'code' in opened) return [opened];
      [functions, stamp] = [loaded.value, before];
      for (const [name, handler] of Object.entries(functions.handlers)) lambda.register(name, { handler: (event, context) => capture.run(name, () => handler(event, context)), timeout: timeoutOf(name) });
      if (opened !== null) {
        if (api !== null) retire(api);
        api = opened;
        reloads += 1;
      }
      return [];
    },
  };
}

/** What AppSync would refuse: generation should have said so before. */
function unservable(failure: unknown): Diagnostic {
  if (!(failure instanceof Error)) throw failure;
  return error('PGC638', `AppSync would not take what was generated: ${failure.message.split('\n')[0] ?? ''}`, null, 'was it edited by hand? pgcog-gen generate --check says so');
}
