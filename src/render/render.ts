import type { Catalog } from '../catalog/types.js';
import type { FileChange, Owner } from '../changes/types.js';
import type { Settings } from '../config/types.js';
import type { SchemaPlan } from '../graphql/types.js';
import type { Names } from '../names/types.js';
import type { ResolverPlan, ResolversPlan } from '../resolvers/types.js';
import { compareCodePoints } from '../source/compare-code-points.js';
import type { Staged } from '../source/types.js';
import { accessView } from './access-view.js';
import { endingsView, eventFile, publishView, subscriptionView } from './event-views.js';
import { fileChecker } from './file-checker.js';
import { jsView } from './js-view.js';
import { manifestText, resolversText } from './json-files.js';
import { membersFiles } from './members-files.js';
import { resolverFiles } from './resolver-files.js';
import { schemaView } from './schema-view.js';
import { stubIndexView, stubView } from './stub-view.js';
import { loadTemplates, type Print } from './templates.js';
import { tsNames } from './ts-names.js';
import { typesView } from './types-view.js';
import { vtlResponseView, vtlView } from './vtl-view.js';

export interface RenderInput {
  readonly catalog: Catalog;
  readonly names: Names;
  readonly settings: Settings;
  readonly schema: SchemaPlan;
  readonly resolvers: ResolversPlan;
}

/**
 * All files of a run, by path. Each is read back before it is handed on: what does not parse throws, naming the file,
 * and what is over a limit of AppSync's is a diagnostic.
 */
export async function render(input: RenderInput): Promise<Staged<readonly FileChange[]>> {
  const print = await loadTemplates();
  const beside = input.settings.spec.members ? await membersFiles() : [];
  const changes = [...wholeApiFiles(print, input), ...stubIndex(print, input), ...input.resolvers.resolvers.flatMap((plan) => planFiles(print, input, plan)), ...eventFiles(print, input), ...beside];
  const sorted = changes.sort((a, b) => compareCodePoints(a.path, b.path));
  const check = fileChecker();
  return { value: sorted, diagnostics: sorted.flatMap((change) => (change.kind === 'write' ? check(change.path, change.text) : [])) };
}

function write(owner: Exclude<Owner, 'user'>, path: string, text: string): FileChange {
  return { kind: 'write', owner, path, text };
}

function wholeApiFiles(print: Print, { catalog, names, settings, schema, resolvers }: RenderInput): readonly FileChange[] {
  return [
    write('generated', 'generated/schema.graphql', print('generated/schema.graphql', schemaView(schema))),
    write('generated', 'generated/types.ts', print('generated/types.ts', typesView(schema, resolvers.resolvers, settings.spec.errors))),
    write('generated', 'generated/access.md', print('generated/access.md', accessView(catalog, names, resolvers))),
    write('generated', 'generated/resolvers.json', resolversText(resolvers)),
    write('generated', 'generated/statements.json', manifestText(resolvers.manifest)),
  ];
}

/** What events need, always in JavaScript: its calls of `extensions` say plainly which filters are set. */
function eventFiles(print: Print, { settings, resolvers: { events, endings } }: RenderInput): readonly FileChange[] {
  const code = (field: string, text: string): FileChange => write('generated', eventFile(field), text);
  return [
    ...events.flatMap((event) => [
      code(`Subscription.${event.field}`, print('generated/subscription.js', subscriptionView(event, settings.config.claims))),
      code(`Mutation.${event.mutation}`, print('generated/publish.js', publishView(event))),
    ]),
    ...(endings.length > 0 ? [code('Mutation.endSubscriptions', print('generated/end-subscriptions.js', endingsView(endings)))] : []),
  ];
}

/** The resolver's code, and for a Lambda resolver the stub that its user fills in. */
function planFiles(print: Print, { schema }: RenderInput, plan: ResolverPlan): readonly FileChange[] {
  const files = resolverFiles(plan);
  const code = 'code' in files
    ? [write('generated', files.code, print('generated/resolver.js', jsView(plan)))]
    : [
        write('generated', files.request, print('generated/request.vtl', vtlView(plan))),
        write('generated', files.response, print('generated/response.vtl', vtlResponseView(plan))),
      ];
  if (!hasStub(plan)) return code;
  return [...code, write('seeded', `lambda/resolvers/${plan.statement}.ts`, print('seeded/lambda-resolver.ts', stubView(plan, tsNames(schema))))];
}

function hasStub({ dataSource, statement, parent, field }: ResolverPlan): boolean {
  return dataSource === 'lambda' && statement === `${parent}.${field}`;
}

function stubIndex(print: Print, { schema, resolvers }: RenderInput): readonly FileChange[] {
  const names = resolvers.resolvers.filter(hasStub).map(({ statement }) => statement).sort(compareCodePoints);
  return names.length === 0 ? [] : [write('seeded', 'lambda/resolvers/index.ts', print('seeded/lambda-index.ts', stubIndexView(names, tsNames(schema))))];
}
