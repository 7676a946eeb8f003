import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What data-api-client 1.3.1 does to a response and to parameters, apart from sending them. */
export interface DataApiClient {
  readonly formatResults: (response: unknown, hydrate: boolean, includeMeta: boolean, formatOptions: { readonly deserializeDate: boolean; readonly treatAsLocalDate: boolean }) => { readonly records: readonly object[] };
  readonly normalizeParams: (parameters: readonly object[]) => readonly object[];
  readonly processParams: (engine: 'pg', sql: string, sqlParams: object, parameters: readonly object[], formatOptions: object) => { readonly processedParams: readonly object[] };
  readonly getSqlParams: (sql: string) => object;
}

/** The package as it is, its private functions brought out. aws-sdk, which only sends, is not loaded. */
export function loadDataApiClient(): DataApiClient {
  const load = createRequire(join(process.cwd(), 'bench', 'package.json'));
  const source = readFileSync(load.resolve('data-api-client'), 'utf8');
  const body = `${source}\nreturn { formatResults, normalizeParams, processParams, getSqlParams };`;
  const run = new Function('require', 'module', body) as (require: (name: string) => unknown, module: object) => DataApiClient;
  return run((name) => (name === 'aws-sdk' ? {} : load(name)), {});
}
