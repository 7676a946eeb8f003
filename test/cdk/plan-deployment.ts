import type { Statement } from './rights.js';
import { type Resource, type Templates, written } from './templates.js';

/** One resource that CloudFormation makes, changes or deletes. */
export interface Change {
  readonly kind: 'create' | 'update' | 'delete';
  readonly id: string;
  readonly type: string;
  /** References written out. */
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Planned extends Omit<Change, 'kind'> {
  readonly needs: ReadonlySet<string>;
  readonly kept: boolean;
}

/**
 * What a deployment does, as CloudFormation does it: first all that is new or different, each after what it refers to, in
 * any order else; then, when nothing failed, what is not there any more, each before what it refers to.
 *
 * @param random from 0 to 1
 */
export function planDeployment(before: Templates | null, after: Templates, random: () => number): readonly Change[] {
  const [old, wanted] = [before === null ? new Map<string, Planned>() : flattened(before), flattened(after)];
  const changed = new Map([...wanted].filter(([id, one]) => JSON.stringify(old.get(id)?.properties) !== JSON.stringify(one.properties)));
  const gone = new Map([...old].filter(([id, { kept }]) => !wanted.has(id) && !kept));
  const made = inOrder(changed, random).map(({ id, type, properties }): Change => ({ kind: old.has(id) ? 'update' : 'create', id, type, properties }));
  return [...made, ...[...inOrder(gone, random)].reverse().map(({ id, type, properties }): Change => ({ kind: 'delete', id, type, properties }))];
}

/** Any order in which everything comes after what it needs. */
function inOrder(resources: ReadonlyMap<string, Planned>, random: () => number): readonly Planned[] {
  const [left, done] = [new Map(resources), [] as Planned[]];
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ needs }) => ![...needs].some((id) => left.has(id)));
    const next = ready[Math.floor(random() * ready.length)];
    if (next === undefined) throw new Error('resources need each other');
    left.delete(next.id);
    done.push(next);
  }
  return done;
}

/** All resources, those of nested stacks with what their parent hands them. */
function flattened({ main, nested }: Templates): ReadonlyMap<string, Planned> {
  const all = new Map<string, Planned>();
  for (const [id, resource] of Object.entries(main.Resources)) if (!nested.has(id)) all.set(id, planned(id, resource, new Set(), {}));
  for (const [id, template] of nested) {
    const stack = main.Resources[id];
    if (stack === undefined) continue;
    const handed = written(stack.Properties['Parameters'] ?? {}) as Readonly<Record<string, string>>;
    const { needs } = planned(id, { ...stack, Properties: handed }, new Set(), {});
    for (const [inner, resource] of Object.entries(template.Resources)) all.set(`${id}/${inner}`, planned(`${id}/${inner}`, resource, needs, handed));
  }
  return all;
}

function planned(id: string, resource: Resource, needs: ReadonlySet<string>, handed: Readonly<Record<string, string>>): Planned {
  const text = JSON.stringify(written(resource.Properties ?? {})).replaceAll(/<(\w+)>/g, (all, name: string) => handed[name] ?? all);
  const properties = JSON.parse(text) as Readonly<Record<string, unknown>>;
  // Code of resolvers has comparisons in it, which are no references.
  const { Code: _code, Definition: _definition, ...referring } = properties;
  const named = [...JSON.stringify(resource.Type === 'AWS::Lambda::Function' ? properties : referring).matchAll(/<(\w+)(?:\.[\w.]+)?>/g)].map(([, name = '']) => name);
  const said = resource.DependsOn === undefined ? [] : [resource.DependsOn].flat();
  return { id, type: resource.Type, properties, needs: new Set([...needs, ...named, ...said]), kept: (resource.DeletionPolicy ?? '').startsWith('Retain') };
}

interface RawStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** Of a policy whose references are written out. */
export function statementsOf(properties: Readonly<Record<string, unknown>>): readonly Statement[] {
  const { Statement: statements } = properties['PolicyDocument'] as { readonly Statement: readonly RawStatement[] };
  return statements.map(({ Effect, Action, Resource }) => ({ effect: Effect, actions: [Action].flat(), resources: [Resource].flat(), conditions: null }));
}
