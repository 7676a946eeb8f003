import type { Manifest, ResolverPlan } from '../resolvers/types.js';
import { header, wholeApi } from './header.js';
import { jsonText } from './json-text.js';
import { resolverFiles } from './resolver-files.js';

/** JSON has no comments: the header is its first key. */
function text(content: object, levels: number): string {
  return jsonText({ '//': header(wholeApi).join('; '), ...content }, levels);
}

/** statements.json: what the Lambda may run. */
export function manifestText(manifest: Manifest): string {
  return text(manifest, 6);
}

/** resolvers.json: what an infrastructure tool needs to attach each resolver. */
export function resolversText(plans: readonly ResolverPlan[]): string {
  const resolvers = plans.map((plan) => ({
    type: plan.parent,
    field: plan.field,
    engine: plan.engine,
    files: resolverFiles(plan),
    dataSource: plan.dataSource,
    ...(plan.lambda === null ? {} : { lambda: plan.lambda }),
    operation: plan.operation,
    maxBatchSize: plan.maxBatchSize,
    batchReason: plan.batchReason,
    runtime: plan.engine === 'js' ? { name: 'APPSYNC_JS', version: '1.0.0' } : null,
    auth: plan.auth,
  }));
  return text({ v: 1, dataSources: [...new Set(plans.map(({ dataSource }) => dataSource))].sort(), resolvers }, 3);
}
