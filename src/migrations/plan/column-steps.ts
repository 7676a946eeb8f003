import type { Fact } from '@supabase/pg-delta';
import { unquoteIdentifier } from '../../parse/identifier.js';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import type { Hazard } from '../types.js';
import { columnId, objectName, shownName, textOf, textsOf, type ColumnId } from './facts.js';
import { canWait, fillSteps, provenNotNull } from './not-null-steps.js';
import type { TableName } from './read-change.js';
import { domainsOf, refusesNull } from './refuses-null.js';
import { shellQuoted } from './shell-quoted.js';
import { inTemplateNames } from './template-names.js';
import { draft, isOld, type Change, type Draft, type Work } from './work.js';

/** A column of a table that has rows: asked for a value where it must have one, and told where the table is rewritten. */
export async function addColumnSteps(change: Change, work: Work): Promise<readonly Draft[] | null> {
  const command = change.read.commands[0];
  const { table } = change.read;
  if (command?.subtype !== 'AT_AddColumn' || change.read.objtype !== 'OBJECT_TABLE' || table === null) return null;
  if (!isOld(work, table)) return [draft(change.sql)];
  const id = columnId(table, String(command.def['colname']));
  const fact = work.to.get(id);
  const object = objectName(id, work.config.templateSchema);
  const refuses = await refusesNull(work, domainsOf(work.to, textOf(fact, 'type')));
  const needsValue = fact !== undefined && (fact.payload['notNull'] === true || refuses) && !hasValue(fact, work);
  const hazards: readonly Hazard[] = needsValue || !(await work.trial.addedColumn(clauseOf(change.sql, id, work))) ? [] : [{ kind: 'rewrites', object }];
  return needsValue ? filledColumn(change, { table, id, fact, refuses }, work) : [draft(change.sql, { hazards })];
}

/** What stands behind the column's name. */
function clauseOf(sql: string, { name }: ColumnId, { grammar }: Work): string {
  const token = grammar.scan(sql).find((one, at, all) => all[at - 1]?.text.toUpperCase() === 'COLUMN' && unquoteIdentifier(one.text) === name);
  return sql.slice(token?.end ?? 0);
}

function hasValue(fact: Fact, { to }: Work): boolean {
  const isGiven = (key: string): boolean => (fact.payload[key] ?? null) !== null;
  // PostgreSQL copies a default to a domain that is made over another: that of the column's own type is the one that holds.
  const byDomain = textOf(domainsOf(to, textOf(fact, 'type'))[0], 'default') !== null;
  return byDomain || isGiven('identity') || isGiven('generatedExpr') || to.childrenOf(fact.id).some((child) => child.id.kind === 'default');
}

interface Unfilled {
  readonly table: TableName;
  readonly id: ColumnId;
  readonly fact: Fact;
  /** Its type is a domain that takes no null. */
  readonly refuses: boolean;
}

function filledColumn(change: Change, column: Unfilled, work: Work): readonly Draft[] {
  const shown = shownName(column.id, work.config.templateSchema);
  const value = work.answers.fill[shown];
  const type = textOf(column.fact, 'type') ?? 'text';
  const base = textOf(domainsOf(work.to, type).at(-1), 'baseType') ?? type;
  work.used.add(`fill ${shown}`);
  if (value === undefined) {
    const why = column.fact.payload['notNull'] === true ? 'NOT NULL' : `${inTemplateNames(work.grammar, type, { templateSchema: work.config.templateSchema, owner: '' })}, which takes no null,`;
    work.ask({ kind: 'fill', object: `column ${shown}`, text: `${shown} is added as ${why} without a default: what do the rows that are there have?`, flags: [`--fill ${shellQuoted(`${shown}=${likelyValue(base, work)}`)}`] });
    return [draft(change.sql, { hazards: [{ kind: 'may-fail', object: `column ${shown}` }] })];
  }
  const proof = column.fact.payload['notNull'] === true ? provenNotNull(work, column.table, column.id.name, { filled: true, late: canWait(change, column.table) }) : [];
  const fill = fillSteps(work, change, { table: column.table, column: column.id.name, value });
  const bare = change.sql.replace(/ NOT NULL$/, '');
  return column.refuses ? [...intoDomain(bare, fill, { column, type, base }, work), ...proof] : [draft(bare), ...fill, ...proof];
}

/** Rows get what the domain is over, and become the domain once all have something; before views and the like rest on the column. */
function intoDomain(sql: string, fill: readonly Draft[], { column: { table, id }, type, base }: { readonly column: Unfilled; readonly type: string; readonly base: string }, work: Work): readonly Draft[] {
  const clause = clauseOf(sql, id, work);
  const object = objectName(id, work.config.templateSchema);
  const head = `ALTER TABLE ${quoteQualified(table.schema, table.name)} ALTER COLUMN ${quoteIdentifier(id.name)}`;
  return [
    draft(sql.slice(0, sql.length - clause.length) + clause.replace(type, () => base)),
    ...fill.map((one) => ({ ...one, late: false })),
    draft(`${head} TYPE ${type}`, { hazards: [{ kind: 'rewrites', object }, { kind: 'may-fail', object }] }),
  ];
}

/** A first guess that the user will change: of the type, whatever it means. */
function likelyValue(type: string, { to }: Work): string {
  const label = to.facts().find((fact) => fact.id.kind === 'type' && 'schema' in fact.id && [`${fact.id.schema}.${fact.id.name}`, quoteQualified(fact.id.schema, fact.id.name)].includes(type));
  const first = textsOf(label, 'values')[0];
  if (first !== undefined) return `'${first.replaceAll("'", "''")}'`;
  if (/\[\]$/.test(type)) return "'{}'";
  if (/^(smallint|integer|bigint|numeric|real|double)/.test(type)) return '0';
  if (/^(text|character|varchar|"char")/.test(type)) return "''";
  return Object.entries(likely).find(([start]) => type.startsWith(start))?.[1] ?? `null::${type}`;
}

const likely: Readonly<Record<string, string>> = {
  boolean: 'false', uuid: 'gen_random_uuid()', timestamp: 'now()', date: 'current_date', time: "'00:00'", json: "'{}'", interval: "'0'", bytea: "''", inet: "'0.0.0.0'", cidr: "'0.0.0.0/0'",
};

/** A column's type: by PostgreSQL's own cast where it has one that it takes by itself; else the user says how. */
export async function columnTypeSteps(change: Change, work: Work): Promise<readonly Draft[] | null> {
  const command = change.read.commands[0];
  const { table } = change.read;
  if (command?.subtype !== 'AT_AlterColumnType' || change.read.objtype !== 'OBJECT_TABLE' || table === null) return null;
  if (!isOld(work, table)) return [draft(change.sql)];
  const id = columnId(table, command.name);
  const [from, to] = [textOf(work.from.get(id), 'type') ?? '', textOf(work.to.get(id), 'type') ?? ''];
  const head = `ALTER TABLE ${quoteQualified(table.schema, table.name)} ALTER COLUMN ${quoteIdentifier(command.name)} TYPE ${to}`;
  const object = objectName(id, work.config.templateSchema);
  const hazards: readonly Hazard[] = [{ kind: 'rewrites', object }, { kind: 'may-fail', object }];
  const shown = shownName(id, work.config.templateSchema);
  const answer = work.answers.using[shown];
  work.used.add(`using ${shown}`);
  if (answer !== undefined) return [draft(`${head} USING ${answer}`, { hazards })];
  if (from === to || isEnumRebuild(change, work)) return [draft(change.sql, { hazards })];
  return typeByCast({ change, head, from, to, shown, hazards }, work);
}

interface Retyped {
  readonly change: Change;
  readonly head: string;
  readonly from: string;
  readonly to: string;
  readonly shown: string;
  readonly hazards: readonly Hazard[];
}

async function typeByCast({ change, head, from, to, shown, hazards }: Retyped, work: Work): Promise<readonly Draft[]> {
  const tried = await work.trial.typeChange(from, to);
  if (tried.assignable) return [draft(head, { hazards: tried.rewrites ? hazards : [] })];
  const name = shown.split('.').at(-1) ?? shown;
  const [was, is] = [from, to].map((type) => inTemplateNames(work.grammar, type, { templateSchema: work.config.templateSchema, owner: '' }));
  const ways = tried.castable ? [`${name}::${is}`] : [`${name}::text::${is}`];
  work.ask({ kind: 'using', object: `column ${shown}`, text: `${shown} was ${was} and is to be ${is}: PostgreSQL does not say how`, flags: ways.map((way) => `--using ${shellQuoted(`${shown}=${way}`)}`) });
  return [draft(change.sql, { hazards })];
}

/** The engine's own way from an enum to one with other labels. */
function isEnumRebuild(change: Change, { from }: Work): boolean {
  return change.action !== null && change.action.destroys.length === 0 && change.action.consumes.some((id) => id.kind === 'type' && from.has(id)) && /::text(\[\])?::/.test(change.sql);
}
