import type { ResolverSpec } from '../config/types.js';
import type { FieldStatement } from './types.js';

/** Fields of the generator without those that a resolver of the spec replaces by having their name. */
export function replaceFields(fields: readonly FieldStatement[], resolvers: readonly Pick<ResolverSpec, 'parent' | 'field'>[]): readonly FieldStatement[] {
  const taken = new Set(resolvers.map(({ parent, field }) => `${parent}.${field}`));
  return fields.filter(({ parent, field }) => !taken.has(`${parent}.${field}`));
}
