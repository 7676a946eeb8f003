import type { Relation } from '../../catalog/types.js';
import type { ResolverBody, ResolverSpec } from '../../config/types.js';
import type { SourceText } from '../../source/types.js';
import type { ResolvedArgument } from './resolve-arguments.js';
import type { Surroundings } from './sources.js';

/** A resolver of the spec with what is common to its kinds. */
export interface ResolverInput<Body extends ResolverBody = ResolverBody> {
  readonly spec: ResolverSpec;
  readonly body: Body;
  readonly arguments: ReadonlyMap<string, ResolvedArgument>;
  /** The table whose type the field belongs to; null for Query and Mutation. */
  readonly parent: Relation | null;
}

export interface SqlInput {
  readonly source: SourceText;
  readonly arguments: ReadonlyMap<string, ResolvedArgument>;
  readonly around: Surroundings;
}
