import type { Catalog, PgFunction } from '../../src/catalog/types.js';
import type { SchemaPlan } from '../../src/graphql/types.js';
import type { Names } from '../../src/names/types.js';
import { quoteIdentifier, quoteQualified } from '../../src/postgres/quote.js';

export interface Made {
  readonly catalog: Catalog;
  readonly names: Names;
  readonly graphql: SchemaPlan;
}

/** Every function that can be a field, and a Lambda resolver for every type: what `crud` and `relations` do not make. */
export function moreSpec(made: Made, without: ReadonlySet<number>): string {
  const functions = functionEntries(made, without).map((entry) => `  - ${JSON.stringify(entry)}\n`);
  const stubs = stubEntries(made).map(([name, entry]) => `  ${JSON.stringify(name)}: ${JSON.stringify(entry)}\n`);
  return `${functions.length === 0 ? '' : `functions:\n${functions.join('')}`}${stubs.length === 0 ? '' : `resolvers:\n${stubs.join('')}`}`;
}

/** Functions in the order of their entries. */
export function offeredFunctions({ catalog, names }: Pick<Made, 'catalog' | 'names'>, without: ReadonlySet<number>): readonly PgFunction[] {
  return catalog.functions.filter(({ oid }) => names.functions[oid] !== undefined && !without.has(oid));
}

/** An overload, or a function called like a field that is there, takes a number. */
function functionEntries(made: Made, without: ReadonlySet<number>): readonly object[] {
  const objects = [made.graphql.query, ...(made.graphql.mutation === null ? [] : [made.graphql.mutation]), ...made.graphql.objects];
  const used = new Set(objects.flatMap((object) => object.fields.map(({ name }) => `${object.name}.${name}`)));
  return offeredFunctions(made, without).map((fn) => {
    const name = made.names.functions[fn.oid]?.field ?? fn.name;
    const usual = `${parentOf(made, fn)}.${name}`;
    let field = usual;
    for (let number = 2; used.has(field); number += 1) field = `${usual}_${number}`;
    used.add(field);
    return { name: fn.schemaKind === 'template' ? fn.name : `${fn.schema}.${fn.name}`, signature: fn.signature, field };
  });
}

/** A function of a row is a field of that row's type where the row can be found by a key. */
function parentOf({ catalog, names }: Made, fn: PgFunction): string {
  if (fn.volatility === 'volatile') return 'Mutation';
  const first = fn.arguments.find(({ mode }) => mode !== 'out' && mode !== 'table');
  const relation = first?.mode === 'in' ? catalog.relations.find(({ rowType }) => rowType === first.type) : undefined;
  return (relation === undefined || relation.keys.length === 0 ? undefined : names.relations[relation.oid]?.type) ?? 'Query';
}

function stubEntries({ catalog, names, graphql }: Made): readonly (readonly [string, object])[] {
  const shown = new Set(graphql.objects.map(({ name }) => name));
  return catalog.relations.flatMap((relation) => {
    const type = names.relations[relation.oid]?.type;
    if (type === undefined || !shown.has(type)) return [];
    const table = relation.schemaKind === 'template' ? quoteIdentifier(relation.name) : quoteQualified(relation.schema, relation.name);
    return [[`Query.stub${type}`, { lambda: true, args: { after: 'timestamptz', tags: '[text!]' }, returns: table }] as const];
  });
}
