import { resourcesOf, type Templates, written } from './templates.js';

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: unknown;
}

interface RawStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

const list = <T>(value: T | readonly T[] | undefined): readonly T[] => (value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T]);

/** All statements about each role of a template, by the role's logical ID without its hash. AWS's managed policies are refused. */
export function rightsByRole(templates: Templates): ReadonlyMap<string, readonly Statement[]> {
  const roles = new Map<string, Statement[]>(resourcesOf(templates, 'AWS::IAM::Role').map(([id, { Properties }]) => {
    if (Properties['ManagedPolicyArns'] !== undefined || Properties['Policies'] !== undefined) throw new Error(`${id} has policies that are not looked at`);
    return [id, []];
  }));
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
    for (const [, { Properties }] of resourcesOf(templates, type)) {
      const { Statement: raw } = written(Properties['PolicyDocument']) as { readonly Statement: readonly RawStatement[] };
      for (const role of list(written(Properties['Roles']) as readonly string[])) roles.get(role.slice(1, -1))?.push(...raw.map(statementOf));
    }
  }
  return new Map([...roles].map(([id, statements]) => [shortId(id), statements]));
}

export const shortId = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');

function statementOf({ Effect, Action, Resource, Condition }: RawStatement): Statement {
  return { effect: Effect, actions: list(Action), resources: list(Resource), conditions: Condition ?? null };
}

/** IAM's rule: something allows, and nothing denies. Conditions count as met. */
export function allows(statements: readonly Statement[], action: string, resource: string): boolean {
  const about = statements.filter((one) => one.actions.some((name) => matches(name.toLowerCase(), action.toLowerCase())) && one.resources.some((name) => matches(name, resource)));
  return about.some(({ effect }) => effect === 'Allow') && !about.some(({ effect }) => effect === 'Deny');
}

/** `*` is any text, `?` any character. */
function matches(pattern: string, text: string): boolean {
  const form = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${form}$`, 's').test(text);
}

/** One line for each action and resource, sorted: what a role may, to be read. */
export function printed(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ effect, actions, resources }) => actions.flatMap((action) => resources.map((resource) => `${effect === 'Allow' ? '' : 'never '}${action} ${hashless(resource)}`))).sort();
}

/** Without the hashes of logical IDs, and without account and region. */
const hashless = (text: string): string => text.replaceAll(/[0-9A-F]{8}(?=[>.])/g, '').replace(/^arn:aws:([a-z-]+):[a-z0-9-]*:\d*:/, '$1:');
