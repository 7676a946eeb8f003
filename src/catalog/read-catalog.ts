import type { Client, QueryResult } from 'pg';
import type { Config } from '../config/types.js';
import { compareCodePoints } from '../source/compare-code-points.js';
import { quoteIdentifier, quoteLiteral } from '../postgres/quote.js';
import { buildRelations, groupRaws, type RawCatalog } from './build-relations.js';
import { columnsSql } from './columns.js';
import { constraintsSql } from './constraints.js';
import { freeze } from './freeze.js';
import { compareFunctions, functionsSql, toFunction } from './functions.js';
import { indexesSql } from './keys.js';
import { toTypes, typesSql } from './pg-types.js';
import { policiesSql } from './policies.js';
import { relationsSql } from './relations.js';
import { catalogScope, fixedSchemas, schemaKind, type Scope } from './scope.js';
import { sequencesSql, toSequences } from './sequences.js';
import { triggersSql } from './triggers.js';
import { toSpans, type LoadedTemplate, type Spans } from './spans.js';
import type { Catalog } from './types.js';

/**
 * Reads a loaded scratch database: one message to the server, one JSON document per kind of object, joined here. The
 * result is frozen and sorted by code point; it depends on the database's content and the config only. Spans are null
 * unless `template` says where things were written.
 *
 * Not inside a transaction. The session is the owner's, since the template's functions come before some of the server's.
 */
export async function readCatalog(input: {
  readonly database: { readonly owner: Client };
  readonly config: Config;
  readonly template?: LoadedTemplate;
}): Promise<Catalog> {
  const scope = catalogScope(input.config);
  const spans = toSpans(input.template ?? { statements: [], made: [] });
  const raw = await readRaw(input.database.owner, scope);
  return freeze(buildCatalog(raw, scope, spans));
}

function queries(scope: Scope): Readonly<Record<keyof RawCatalog, string>> {
  return {
    relations: relationsSql(scope),
    columns: columnsSql(scope),
    indexes: indexesSql(scope),
    constraints: constraintsSql(scope),
    policies: policiesSql(scope),
    triggers: triggersSql(scope),
    functions: functionsSql(scope),
    sequences: sequencesSql(scope),
    types: typesSql(scope),
    facts: `select current_setting('server_version_num')::int / 10000 as version,
      (select pg_catalog.json_agg(extname) from pg_extension where extname <> 'plpgsql') as extensions,
      (select pg_catalog.json_agg(nspname) from pg_namespace where nspname !~ '^pg_(toast|temp)') as schemas`,
  };
}

/** Expressions and types print as a tenant reads them: names of the template and of extensions without a schema. */
async function readRaw(owner: Client, scope: Scope): Promise<RawCatalog> {
  const path = [scope.templateSchema, fixedSchemas.extensions].map((name) => quoteIdentifier(name)).join(', ');
  const entries = Object.entries(queries(scope));
  const answers = await allResults(owner, [
    'begin isolation level repeatable read read only',
    `select set_config('search_path', ${quoteLiteral(path)}, true)`,
    ...entries.map(([, sql]) => `select pg_catalog.json_agg(q) as document from (${sql}) as q`),
    'commit',
  ]);
  const documents = entries.map(([kind], i) => [kind, answers[i + 2]?.rows[0]?.document ?? []] as const);
  return Object.fromEntries(documents) as unknown as RawCatalog;
}

/** A message of several statements answers with one result each; the types of `pg` know of one only. */
async function allResults(client: Client, statements: readonly string[]): Promise<readonly QueryResult<{ document: unknown }>[]> {
  const answer: unknown = await client.query(statements.join(';\n'));
  return answer as readonly QueryResult<{ document: unknown }>[];
}

function buildCatalog(raw: RawCatalog, scope: Scope, spans: Spans): Catalog {
  const facts = raw.facts[0];
  const groups = groupRaws(raw);
  const present = [...(facts?.schemas ?? [])].sort(compareCodePoints);
  return {
    kind: 'catalog',
    serverVersion: facts?.version ?? 0,
    templateSchema: scope.templateSchema,
    schemas: Object.fromEntries(present.map((name) => [name, schemaKind(scope, name)])),
    types: toTypes(raw.types, groups.columns, scope, spans),
    relations: buildRelations(raw, groups, scope, spans),
    functions: raw.functions.map((one) => toFunction(one, scope, spans)).sort(compareFunctions),
    sequences: toSequences(raw.sequences, scope.roles),
    roles: scope.roles,
    extensions: [...(facts?.extensions ?? [])].sort(compareCodePoints),
  };
}
