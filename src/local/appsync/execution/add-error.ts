import { getLocation, type FieldNode } from 'graphql';
import type { AppsyncError } from '../appsync-error.js';
import type { ErrorEntry } from '../types.js';
import { pathOf, type Path } from './path.js';
import type { RequestState } from './request.js';

/** An error of a field, in AppSync's form. */
export function addError(state: RequestState, error: AppsyncError, nodes: readonly FieldNode[], path: Path, data: unknown): void {
  const { type: errorType, errorInfo, message } = error;
  state.errors.push({ path: pathOf(path), data, errorType, errorInfo, locations: nodes.slice(0, 1).flatMap(locationOf), message });
}

/** An error about a value, which AppSync gives neither a type nor a place in the document. */
export function addValueError(state: RequestState, message: string, path: Path): void {
  state.errors.push({ path: pathOf(path), locations: null, message });
}

function locationOf({ loc }: { readonly loc?: FieldNode['loc'] }): NonNullable<ErrorEntry['locations']> {
  if (loc === undefined) return [];
  const { line, column } = getLocation(loc.source, loc.start);
  return [{ line, column, sourceName: null }];
}
