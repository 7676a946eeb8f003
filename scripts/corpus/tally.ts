import type { Catalog, ForeignKey, Relation } from '../../src/catalog/types.js';
import type { FieldPlan, ObjectPlan, SchemaPlan } from '../../src/graphql/types.js';
import { relationText } from '../../src/names/name-relation.js';
import type { Names } from '../../src/names/types.js';
import type { Diagnostic } from '../../src/source/types.js';
import type { Count, LeftOut, Tally } from './types.js';

/** What a run handed on, and what it said. */
export interface Outcome {
  readonly catalog: Catalog;
  readonly names: Names;
  readonly graphql: SchemaPlan;
  readonly diagnostics: readonly Diagnostic[];
}

/** A thing that is in the API, or why it is not; a code of `?` is what must not be. */
type Verdict = LeftOut | null;

const count = (verdicts: readonly Verdict[]): Count => ({ taken: verdicts.filter((one) => one === null).length, all: verdicts.length });

/** Counts what of a catalog is in its API; every object that is not there must have been given a code by the generator. */
export function tally(outcome: Outcome, functions: { readonly taken: number; readonly leftOut: readonly LeftOut[] }): Tally {
  const own = outcome.catalog.relations.filter(({ schemaKind }) => schemaKind === 'template' || schemaKind === 'shared');
  const whole = own.filter(({ partitionOf }) => partitionOf === null);
  const tables = whole.map((relation) => relationVerdict(outcome, relation));
  const columns = whole.flatMap((relation) => columnVerdicts(outcome, relation));
  const relations = relationVerdicts(outcome, whole);
  const taken = whole.filter((relation) => objectOf(outcome, relation) !== null);
  return {
    tables: count(tables),
    columns: count(columns),
    relations: count(relations),
    functions: { taken: functions.taken, all: functions.taken + functions.leftOut.length },
    partitions: own.length - whole.length,
    notNull: notNull(outcome, taken.filter(({ kind }) => !kind.endsWith('view')), (column) => column.notNull),
    viewColumns: notNull(outcome, taken.filter(({ kind }) => kind.endsWith('view')), () => true),
    leftOut: [...tables, ...columns, ...relations, ...functions.leftOut].filter((one) => one !== null),
  };
}

function objectOf({ names, graphql }: Outcome, relation: Relation): ObjectPlan | null {
  const type = names.relations[relation.oid]?.type;
  return graphql.objects.find(({ name }) => name === type) ?? null;
}

/** From the names, or from a warning at the table's own place. */
function relationVerdict(outcome: Outcome, relation: Relation): Verdict {
  if (objectOf(outcome, relation) !== null) return null;
  const object = relationText(relation);
  const left = outcome.names.leftOut.find((one) => one.object === object);
  if (left !== undefined) return left;
  const at = (one: Diagnostic): boolean => one.span !== null && one.span.file === relation.span?.file && one.span.start === relation.span.start;
  const said = outcome.diagnostics.find((one) => (one.code === 'PGC280' || one.code === 'PGC328') && at(one));
  return { object, code: said?.code ?? '?', reason: said?.message ?? 'nothing says why' };
}

function columnVerdicts(outcome: Outcome, relation: Relation): readonly Verdict[] {
  const object = objectOf(outcome, relation);
  const names = outcome.names.relations[relation.oid]?.columns ?? {};
  const table = object === null ? relationVerdict(outcome, relation) : null;
  return relation.columns.map(({ name }) => {
    const text = `column ${relation.name}.${name}`;
    if (object?.fields.some((field) => field.name === names[name] && field.resolver === null) === true) return null;
    const left = table ?? outcome.names.leftOut.find((one) => one.object === text);
    return { object: text, code: left?.code ?? '?', reason: left?.reason ?? 'nothing says why' };
  });
}

function notNull(outcome: Outcome, relations: readonly Relation[], wanted: (column: Relation['columns'][number]) => boolean): Count {
  const fields = relations.flatMap((relation) => {
    const names = outcome.names.relations[relation.oid]?.columns ?? {};
    const object = objectOf(outcome, relation);
    return relation.columns.filter(wanted).flatMap(({ name }) => object?.fields.filter((field) => field.name === names[name] && field.resolver === null) ?? []);
  });
  return { taken: fields.filter(({ type }) => type.required).length, all: fields.length };
}

/** A foreign key is taken where its child has a field to the target, and the target one to its children. */
function relationVerdicts(outcome: Outcome, relations: readonly Relation[]): readonly Verdict[] {
  const open = new Map<ObjectPlan, FieldPlan[]>();
  return relations.flatMap((child) => child.foreignKeys.map((key): Verdict => {
    const target = outcome.catalog.relations.find(({ oid }) => oid === key.target);
    const forward = target !== undefined && takeField(outcome, open, { from: child, to: target, columns: key.columns });
    const back = target !== undefined && takeField(outcome, open, { from: target, to: child, columns: key.targetColumns });
    return forward && back ? null : relationLeftOut(outcome, child, key);
  }));
}

function relationLeftOut({ diagnostics }: Outcome, child: Relation, key: ForeignKey): LeftOut {
  const object = `relation ${child.name}.${key.name}`;
  const named = `${child.name}.${key.name} (`;
  const line = diagnostics.find((one) => one.code === 'PGC293' && one.message.includes(named));
  const reason = line?.message.slice(line.message.indexOf(named) + named.length).split(')')[0];
  return { object, code: line?.code ?? '?', reason: reason ?? 'nothing says why' };
}

interface Direction {
  readonly from: Relation;
  readonly to: Relation;
  readonly columns: readonly string[];
}

/** Whether the type has a field for this direction that no other key has been given yet. */
function takeField(outcome: Outcome, open: Map<ObjectPlan, FieldPlan[]>, { from, to, columns }: Direction): boolean {
  const object = objectOf(outcome, from);
  if (object === null) return false;
  const left = open.get(object) ?? object.fields.filter(({ resolver }) => resolver?.origin === 'relation');
  const names = outcome.names.relations[from.oid]?.columns ?? {};
  const keys = columns.map((column) => names[column] ?? '').join(' ');
  const at = left.findIndex(({ resolver }) => resolver?.result.kind === 'relation' && resolver.result.relation === to.oid && resolver.statement?.batch?.keys.join(' ') === keys);
  open.set(object, left.filter((_, index) => index !== at));
  return at >= 0;
}
