import type { AuthMode } from '../config/auth-mode.js';
import type { EventPlan } from '../graphql/types.js';
import type { Manifest, ResolverPlan, ResolversPlan } from '../resolvers/types.js';
import { eventFile } from './event-views.js';
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

/** Read by the constructs of src/cdk and by src/local/appsync. */
interface Entry extends Readonly<Record<string, unknown>> {
  readonly dataSource: string;
}

/** resolvers.json: what an infrastructure tool needs to attach each resolver. */
export function resolversText({ resolvers: plans, events, endings }: ResolversPlan): string {
  const resolvers = [...plans.map(entry), ...eventEntries(events, endings)];
  return text({ v: 1, dataSources: [...new Set(resolvers.map(({ dataSource }) => dataSource))].sort(), resolvers }, 3);
}

function entry(plan: ResolverPlan): Entry {
  return {
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
  };
}

/** Those of the data source `none`, one of type NONE, AppSync runs by itself. */
function eventEntries(events: readonly EventPlan[], endings: ResolversPlan['endings']): readonly Entry[] {
  const one = (type: string, field: string, dataSource: string, auth: readonly AuthMode[]): Entry => ({
    type, field, engine: 'js', files: { code: eventFile(`${type}.${field}`) }, dataSource, operation: 'Invoke', maxBatchSize: 0, batchReason: null, runtime: { name: 'APPSYNC_JS', version: '1.0.0' }, auth,
  });
  return [
    ...events.flatMap(({ field, mutation, auth }) => [one('Mutation', mutation, 'none', ['iam']), one('Subscription', field, 'statements', auth)]),
    ...(endings.length > 0 ? [one('Mutation', 'endSubscriptions', 'none', ['iam'])] : []),
  ];
}
