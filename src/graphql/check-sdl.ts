import { GraphQLError, parse, Source, type DocumentNode } from 'graphql';
import { error, warning } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import { appsyncRules } from './appsync-rules.js';
import { sdlReferences } from './sdl-references.js';

/** AppSync's limit for a schema document, and the size from which it starts slowly. */
const maxBytes = 1_000_000;
const slowLines = 25_000;

/**
 * Whether AppSync takes this SDL: GraphQL's own rules with AppSync's scalars and directives known, the rules of
 * AppSync's parser, and its limits. `file` is the path that the diagnostics point into.
 */
export function checkSdl(sdl: string, file = 'generated/schema.graphql'): readonly Diagnostic[] {
  const document = parsed(sdl, file);
  if ('code' in document) return [document];
  const breaches = [...appsyncRules(document), ...sdlReferences(document)];
  return [...breaches.map(({ message, start, end }) => error('PGC329', message, { file, start, end })), ...rootRules(document, file), ...sdlLimits(sdl, file)];
}

function parsed(sdl: string, file: string): DocumentNode | Diagnostic {
  try {
    return parse(new Source(sdl, file));
  } catch (failure) {
    if (!(failure instanceof GraphQLError)) throw failure;
    return refusal(failure, file);
  }
}

function refusal(failure: GraphQLError, file: string): Diagnostic {
  const start = failure.positions?.[0] ?? failure.nodes?.[0]?.loc?.start ?? 0;
  return error('PGC329', failure.message, { file, start, end: start + 1 });
}

/** The SDL must name its roots, and Query be one of them. */
function rootRules(document: DocumentNode, file: string): readonly Diagnostic[] {
  const schema = document.definitions.find((one) => one.kind === 'SchemaDefinition');
  if (schema?.operationTypes.some(({ operation }) => operation === 'query') === true) return [];
  return [error('PGC329', 'the SDL has no `schema { query: ... }`', { file, start: 0, end: 0 })];
}

/** What of an SDL that is right is too much. */
export function sdlLimits(sdl: string, file: string): readonly Diagnostic[] {
  const bytes = Buffer.byteLength(sdl);
  const lines = sdl.split('\n').length - 1;
  const way = 'name fewer tables and operations under `crud:`; unused filters and relations cost most';
  const span = { file, start: 0, end: 0 };
  const slow = `the schema has ${lines} lines; from about ${slowLines} AppSync needs over half a second before a resolver runs`;
  return [
    ...(bytes > maxBytes ? [error('PGC350', `the schema has ${bytes} bytes, AppSync takes ${maxBytes}`, span, way)] : []),
    ...(lines > slowLines ? [warning('PGC351', slow, span, way)] : []),
  ];
}
