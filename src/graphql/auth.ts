import type { AuthMode } from '../config/auth-mode.js';
import { compareCodePoints } from '../source/compare-code-points.js';
import type { Draft, ObjectDraft } from './draft.js';
import type { FieldPlan, ObjectPlan } from './types.js';

type Modes = ReadonlySet<AuthMode>;

/** The authorization modes through which each type can be reached, and each resolver field be called. */
export interface Reach {
  readonly types: ReadonlyMap<string, Modes>;
  modesOf(type: string, field: FieldPlan): readonly AuthMode[];
}

/**
 * Follows every field from the roots: a type takes the modes of all fields that lead to it. A field of a type has its
 * parent's modes unless the spec gives it its own (AppSync: "Using additional authorization modes").
 */
export function reach(draft: Pick<Draft, 'settings'>, objects: readonly ObjectPlan[]): Reach {
  const all = draft.settings.config.auth;
  const byName = new Map(objects.map((object) => [object.name, object]));
  const types = new Map<string, Set<AuthMode>>();
  const own = ownModes(draft);
  const modesOf = (type: string, field: FieldPlan): readonly AuthMode[] => {
    const above = isRoot(type) ? all : all.filter((mode) => types.get(type)?.has(mode) === true);
    const modes = own(type, field) ?? (isRoot(type) ? all.slice(0, 1) : above);
    const both = above.filter((mode) => modes.includes(mode));
    // A field that its own modes never reach keeps them: without a directive it would have its type's.
    return both.length > 0 ? both : all.filter((mode) => modes.includes(mode));
  };
  const queue = ['Query', 'Mutation'];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const field of byName.get(name)?.fields ?? []) {
      const target = types.get(field.type.name) ?? new Set<AuthMode>();
      const before = target.size;
      const above = types.get(name);
      for (const mode of modesOf(name, field)) if (isRoot(name) || above?.has(mode) === true) target.add(mode);
      types.set(field.type.name, target);
      if (target.size > before && byName.has(field.type.name)) queue.push(field.type.name);
    }
  }
  return { types, modesOf };
}

function isRoot(type: string): boolean {
  return type === 'Query' || type === 'Mutation';
}

/** Modes that the user gave a field; null where it takes its parent's, or at a root the API's default. */
function ownModes({ settings }: Pick<Draft, 'settings'>): (type: string, field: FieldPlan) => readonly AuthMode[] | null {
  const unsaid = new Set(settings.spec.resolvers.filter(({ auth }) => auth === null).map(({ parent, field }) => `${parent}.${field}`));
  return (type, { resolver }) => {
    if (resolver === null || resolver.auth.length === 0) return null;
    return !isRoot(type) && unsaid.has(`${resolver.parent}.${resolver.field}`) ? null : resolver.auth;
  };
}

/** The object with directives where a mode other than the API's default can reach it; nothing where there is one mode. */
export function withDirectives(auth: readonly AuthMode[], reached: Reach, object: ObjectDraft): ObjectPlan {
  const { name, description, kind } = object;
  const modes = isRoot(name) ? auth.slice(0, 1) : auth.filter((mode) => reached.types.get(name)?.has(mode) === true);
  const fields = object.fields.map((field) => {
    const own = reached.modesOf(name, field);
    return { ...field, directives: same(own, modes) ? [] : directives(own) };
  });
  return { kind, name, description, fields, directives: same(modes, auth.slice(0, 1)) ? [] : directives(modes) };
}

function same(a: readonly AuthMode[], b: readonly AuthMode[]): boolean {
  return a.length === b.length && a.every((mode) => b.includes(mode));
}

function directives(modes: readonly AuthMode[]): readonly string[] {
  return modes.map((mode) => `@aws_${mode}`).sort(compareCodePoints);
}
