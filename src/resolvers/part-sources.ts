import type { FieldStatement, Statement } from '../statements/types.js';
import type { PartSource } from './types.js';

/** Where a resolver looks for the optional parts of its statements, in the statements' order. */
export function partSources(field: FieldStatement, statements: readonly Statement[]): readonly PartSource[] {
  const parts = new Set(statements.flatMap(({ variants }) => variants.flatMap((variant) => variant.parts)));
  const sources = new Map<string, { readonly source: PartSource; readonly names: string[] }>();
  for (const part of parts) {
    const source = sourceOf(field, part);
    const key = JSON.stringify([source.path, source.depth]);
    const known = sources.get(key) ?? { source, names: [] };
    known.names.push(...source.names);
    sources.set(key, known);
  }
  return [...sources.values()].map(({ source, names }) => ({ ...source, names }));
}

function sourceOf(field: FieldStatement, part: string): PartSource {
  const steps = part.split('.');
  if (steps.length > 3) throw new Error(`resolvers: part ${part} of ${field.parent}.${field.field} is too deep`);
  const [first = part, ...rest] = steps;
  if (rest.length === 0) return { path: [], list: false, depth: 1, names: [first] };
  const list = field.arguments.some(({ name, type }) => name === first && type.kind === 'list');
  return { path: [first], list, depth: rest.length === 2 ? 2 : 1, names: [rest.join('.')] };
}
