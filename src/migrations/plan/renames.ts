import type { Fact, FactBase, StableId } from '@supabase/pg-delta';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../postgres/quote.js';
import type { Answers, Question } from '../types.js';
import { keyOf, nameOf, objectName, ofKind, parentTable, schemaOf, shownName, tableOf, textOf, textsOf } from './facts.js';
import type { Bases } from './read-facts.js';
import { shellQuoted } from './shell-quoted.js';

/** Something that went and something like it that came: perhaps one thing under two names. */
export interface RenameCandidate {
  /** As flags say it: `orders.note`, and `remark`. */
  readonly from: string;
  readonly to: string;
  /** `column orders.note` */
  readonly object: string;
  /** `orders.remark` */
  readonly added: string;
  readonly sql: string;
  /** Of the same type or shape: worth a question. */
  readonly alike: boolean;
  /** The more, the likelier. */
  readonly score: number;
}

const kinds: readonly StableId['kind'][] = ['table', 'type', 'domain', 'sequence', 'column', 'typeAttribute'];

/** Every pair that could be a rename. Functions and views hold no data: there is nothing to keep. */
export function renameCandidates({ from, to }: Bases, templateSchema: string): readonly RenameCandidate[] {
  const pairs = kinds.flatMap((kind) => {
    const gone = ofKind(from, kind).filter((fact) => !to.has(fact.id) && isWhole(fact, to));
    const come = ofKind(to, kind).filter((fact) => !from.has(fact.id) && isWhole(fact, from));
    return gone.flatMap((old) => come.filter((fact) => samePlace(old, fact)).map((fact) => candidate(old, fact, templateSchema, alike(old, fact, { from, to }))));
  });
  return [...pairs, ...labelCandidates({ from, to }, templateSchema)];
}

/** Of a table that goes altogether the columns are not asked about; a sequence goes with its column. */
function isWhole(fact: Fact, other: FactBase): boolean {
  if (fact.id.kind === 'sequence') return (fact.payload['ownedBy'] ?? null) === null;
  return (fact.id.kind !== 'column' && fact.id.kind !== 'typeAttribute') || (fact.parent !== undefined && other.has(fact.parent) && ['table', 'type'].includes(fact.parent.kind));
}

function samePlace(old: Fact, fact: Fact): boolean {
  const parents = [old, fact].map(({ parent }) => (parent === undefined ? '' : keyOf(parent)));
  return parents[0] === parents[1] && [old, fact].every(({ payload }) => (payload['generatedExpr'] ?? null) === null);
}

function alike(old: Fact, fact: Fact, { from, to }: Bases): boolean {
  switch (old.id.kind) {
    case 'table':
      return similarTables(old, fact, { from, to });
    case 'type':
      return old.payload['variant'] === fact.payload['variant'] && sharesHalf(labelsOf(old, from), labelsOf(fact, to));
    case 'domain':
      return old.payload['baseType'] === fact.payload['baseType'];
    case 'sequence':
      return old.payload['dataType'] === fact.payload['dataType'];
    default:
      return old.payload['type'] === fact.payload['type'];
  }
}

/** A partition is the one that holds the same rows of the same table; a key may name columns that are renamed themselves. */
function similarTables(old: Fact, fact: Fact, bases: Bases): boolean {
  const shape = (base: FactBase, table: Fact): readonly string[] => base.childrenOf(table.id).filter(({ id }) => id.kind === 'column').map((one) => `${nameOf(one.id)} ${textOf(one, 'type') ?? ''}`);
  const strategy = (table: Fact): string | undefined => textOf(table, 'partitionKey')?.split(' ')[0];
  if (textOf(old, 'partitionBound') !== textOf(fact, 'partitionBound') || strategy(old) !== strategy(fact)) return false;
  const [columns, others] = [shape(bases.from, old), shape(bases.to, fact)];
  const inherits = parentTable(old) !== null && sameParent(old, fact, bases);
  return inherits ? columns.length + others.length === 0 || sharesHalf(columns, others) : textOf(old, 'partitionBound') === null && sharesHalf(columns, others);
}

/** Or what may be it under another name. */
function sameParent(old: Fact, fact: Fact, { from, to }: Bases): boolean {
  const [before, after] = [parentTable(old), parentTable(fact)];
  if (before === null || after === null) return before === after;
  return keyOf(before) === keyOf(after) || (!to.has(before) && !from.has(after));
}

function labelsOf(fact: Fact, base: FactBase): readonly string[] {
  return fact.payload['variant'] === 'enum' ? textsOf(fact, 'values') : base.childrenOf(fact.id).map((child) => `${nameOf(child.id)} ${textOf(child, 'type') ?? ''}`);
}

function sharesHalf(left: readonly string[], right: readonly string[]): boolean {
  const common = left.filter((one) => right.includes(one)).length;
  return common > 0 && common * 2 >= Math.max(left.length, right.length);
}

function candidate(old: Fact, fact: Fact, templateSchema: string, isAlike: boolean): RenameCandidate {
  return { from: shownName(old.id, templateSchema), to: quoteIdentifier(nameOf(fact.id)), object: objectName(old.id, templateSchema), added: shownName(fact.id, templateSchema), sql: renameSql(old.id, nameOf(fact.id)), alike: isAlike, score: score(old, fact) };
}

function score(old: Fact, fact: Fact): number {
  return ['notNull', 'collation', 'variant'].filter((key) => old.payload[key] === fact.payload[key]).length;
}

function renameSql(id: StableId, name: string): string {
  const to = quoteIdentifier(name);
  const schema = schemaOf(id) ?? '';
  if (id.kind === 'typeAttribute') return `ALTER TYPE ${quoteQualified(schema, id.type)} RENAME ATTRIBUTE ${quoteIdentifier(id.name)} TO ${to} CASCADE`;
  const table = tableOf(id);
  if (table !== null) return `ALTER TABLE ${quoteQualified(schema, table)} RENAME COLUMN ${quoteIdentifier(nameOf(id))} TO ${to}`;
  return `ALTER ${id.kind.toUpperCase()} ${quoteQualified(schema, nameOf(id))} RENAME TO ${to}`;
}

/** A label of an enum that stands where another stood: between the same two of those that stay. */
function labelCandidates({ from, to }: Bases, templateSchema: string): readonly RenameCandidate[] {
  return ofKind(from, 'type').flatMap((fact) => {
    const [before, after] = [textsOf(fact, 'values'), textsOf(to.get(fact.id), 'values')];
    const place = (labels: readonly string[], label: string): string => JSON.stringify(labels.slice(0, labels.indexOf(label)).filter((one) => before.includes(one) && after.includes(one)));
    // A label may be empty, a flag's name may not.
    const gone = before.filter((label) => label !== '' && !after.includes(label));
    const come = after.filter((label) => label !== '' && !before.includes(label));
    const name = shownName(fact.id, templateSchema);
    return gone.flatMap((label) => come.map((other) => ({
      from: `${name}.${quoteIdentifier(label)}`, to: quoteIdentifier(other), object: `label ${name}.${quoteIdentifier(label)}`, added: `${name}.${quoteIdentifier(other)}`,
      sql: `ALTER TYPE ${quoteQualified(schemaOf(fact.id) ?? '', nameOf(fact.id))} RENAME VALUE ${quoteLiteral(label)} TO ${quoteLiteral(other)}`,
      alike: place(before, label) === place(after, other), score: before.indexOf(label) === after.indexOf(other) ? 1 : 0,
    })));
  });
}

/** Candidates that the user has said to be renames. */
export function answered(candidates: readonly RenameCandidate[], { renames }: Answers): readonly RenameCandidate[] {
  return candidates.filter((one) => renames.some((answer) => says(answer, one)));
}

function says(answer: Answers['renames'][number], { from, to, added }: RenameCandidate): boolean {
  return answer.from === from && (answer.to === to || answer.to === added);
}

/** One question for each that went: with all that it may be now. */
export function renameQuestions(candidates: readonly RenameCandidate[], { allow }: Answers): readonly Question[] {
  if (allow.includes('deletes-data')) return [];
  const likely = candidates.filter((one) => one.alike);
  return [...new Set(likely.map((one) => one.from))].map((from) => {
    const own = likely.filter((one) => one.from === from).sort((a, b) => b.score - a.score);
    const added = own.map((one) => one.added).join(', ');
    return {
      kind: 'rename', object: own[0]?.object ?? from, text: `${from} was dropped and ${added} added: is it renamed?`,
      flags: [...own.map((one) => `--rename ${shellQuoted(`${from}=${one.to}`)}`), '--allow deletes-data'],
    };
  });
}

/** Tables that stay, but for the name of what they inherit from: while that is asked, their rows are not. As hazards say them. */
export function inheritAsked(asked: readonly Question[], { from, to }: Bases, templateSchema: string): ReadonlySet<string> {
  const renames = new Set(asked.filter(({ kind }) => kind === 'rename').map(({ object }) => object));
  const waits = (table: Fact): boolean => {
    const parent = parentTable(table);
    const fact = parent === null ? undefined : from.get(parent);
    return fact !== undefined && (renames.has(objectName(fact.id, templateSchema)) || waits(fact));
  };
  return new Set(ofKind(from, 'table').filter((table) => to.has(table.id) && waits(table)).map(({ id }) => objectName(id, templateSchema)));
}

/** What is there under its name in both states, as flags say it: it cannot be told from what has come there. */
export function keptNames({ from, to }: Bases, templateSchema: string): ReadonlySet<string> {
  const kept = kinds.flatMap((kind) => ofKind(from, kind).filter(({ id }) => to.has(id)).map(({ id }) => shownName(id, templateSchema)));
  const labels = ofKind(from, 'type').flatMap((fact) => textsOf(fact, 'values').filter((label) => label !== '' && textsOf(to.get(fact.id), 'values').includes(label)).map((label) => `${shownName(fact.id, templateSchema)}.${quoteIdentifier(label)}`));
  return new Set([...kept, ...labels]);
}

/** Whether it may not have to be asked at all, once it is known what was renamed: a column that is not new, a type that is the same. */
export function dependsOnRename({ kind, object }: Question, asked: readonly Question[], candidates: readonly RenameCandidate[]): boolean {
  if (kind === 'using') return asked.some((one) => /^(type|domain) /.test(one.object));
  return asked.some((one) => candidates.some((candidate) => candidate.alike && candidate.object === one.object && `column ${candidate.added}` === object));
}
