import { child, strings, tagged, text } from '../../../catalog/ast.js';
import type { AstNode } from '../../../parse/types.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import type { Asking } from './asking.js';
import { withValue } from './casts.js';
import { behind } from './command-texts.js';
import { findTable, named } from './find-table.js';
import { NotKnown, type Future } from './future.js';
import { columnOf, rowsWhere } from './questions.js';
import type { DomainFact, Question } from './types.js';

function typeName({ future, home }: Asking, node: AstNode, field: string): string {
  const [name = '', schema] = [...strings(node, field)].reverse();
  return schema === 'shared' || (schema === undefined && home === 'shared') ? `shared.${name}` : schema === undefined || schema === future.templateSchema ? name : `${schema}.${name}`;
}

export function createEnum(asking: Asking, ast: AstNode): void {
  asking.future.types.set(typeName(asking, ast, 'typeName'), { kind: 'enum', labels: strings(ast, 'vals') });
}

/** One more label, or one that is called otherwise. */
export function alterType(asking: Asking, ast: AstNode): void {
  const { future } = asking;
  const name = typeName(asking, ast, 'typeName');
  const before = future.types.get(name);
  const labels = before?.kind === 'enum' ? before.labels : future.facts.enums.get(name);
  const [from, to] = [text(ast, 'oldVal'), text(ast, 'newVal') ?? ''];
  if (labels === undefined || before?.kind === 'other' || before?.kind === 'domain') future.types.set(name, { kind: 'other' });
  else future.types.set(name, { kind: 'enum', labels: from === null ? [...labels, to] : labels.map((one) => (one === from ? to : one)) });
}

export function createDomain(asking: Asking, ast: AstNode, sql: string): void {
  const { future } = asking;
  const { grammar } = future;
  const constraints = tagged(ast, 'constraints', 'Constraint');
  const body = behind(grammar, sql, 'domain') ?? '';
  const words = ['constraint', 'not', 'null', 'check', 'default', 'collate'];
  const head = behind(grammar, body, 'as', words) ?? '';
  const checks = constraints.filter((one) => text(one, 'contype') === 'CONSTR_CHECK');
  const name = typeName(asking, ast, 'domainname');
  if (head === '' || checks.length > 1) return void future.types.set(name, { kind: 'other' });
  const domain: DomainFact = {
    base: head, notNull: constraints.some((one) => text(one, 'contype') === 'CONSTR_NOTNULL'),
    checks: checks.map(() => ({ name, definition: `check ${behind(grammar, body, 'check') ?? '(true)'}` })),
  };
  future.types.set(name, { kind: 'domain', domain });
}

/** A domain's new rule holds for every column that is of it. */
export function alterDomain(asking: Asking, ast: AstNode, sql: string): void {
  const { future } = asking;
  const name = typeName(asking, ast, 'typeName');
  const constraint = child(child(ast, 'def'), 'Constraint');
  const own = text(constraint, 'conname') ?? text(ast, 'name') ?? 'a constraint';
  const definition = `check ${behind(future.grammar, sql, 'check') ?? '(true)'}`;
  const add = text(ast, 'subtype') === 'C' && constraint !== null;
  const isNotNull = text(ast, 'subtype') === 'O' || (add && text(constraint, 'contype') === 'CONSTR_NOTNULL');
  if (isNotNull) asking.ask(`${name} is to be not null`, () => eachColumn(future, name, `${name} is to be not null`, (column) => `${column} is null`));
  else if (add && constraint['skip_validation'] === true) asking.added.set(`domain ${name}.${own}`, definition);
  else if (add) asking.ask(`${name} is to hold ${own}`, () => ofCheck(future, name, own, definition));
  else if (text(ast, 'subtype') === 'V') {
    const added = asking.added.get(`domain ${name}.${own}`) ?? future.facts.domains.get(name)?.checks.find((one) => one.name === own)?.definition;
    asking.ask(`${name} is to hold ${own}`, () => (added === undefined ? [] : ofCheck(future, name, own, added)));
  }
  changed(future, name, { own, add, isNotNull, definition, drops: text(ast, 'subtype') === 'X' });
}

function ofCheck(future: Future, name: string, own: string, definition: string): readonly Question[] {
  return eachColumn(future, name, `${name} is to hold ${own}`, (column) => `(${withValue(future, definition, column)}) is false`);
}

/** @throws NotKnown for a domain that earlier steps make */
function eachColumn(future: Future, name: string, what: string, condition: (column: string) => string): readonly Question[] {
  const changed = future.types.get(name);
  if (changed?.kind === 'other') throw new NotKnown(`an earlier step makes or changes type ${name}`);
  const domains = [name, ...overIt(future, name)];
  return [...future.tables.values()].flatMap((table) => table.fact.columns.filter(({ type }) => domains.includes(type)).map((column) => {
    const target = { future, table: findTable(future, named(table.name), 'tenant') };
    return rowsWhere(target, `${what}: ${table.name}.${column.name}`, condition(columnOf(target, column.name)));
  }));
}

/** Domains over a domain hold its rules, too. */
function overIt(future: Future, name: string): readonly string[] {
  return [...future.facts.domains].filter(([, { base }]) => base === name || base === quoteIdentifier(name)).flatMap(([other]) => [other, ...overIt(future, other)]);
}

interface DomainChange {
  readonly own: string;
  readonly add: boolean;
  readonly isNotNull: boolean;
  readonly drops: boolean;
  readonly definition: string;
}

function changed(future: Future, name: string, { own, add, isNotNull, drops, definition }: DomainChange): void {
  const before = future.types.get(name);
  const domain = before?.kind === 'domain' ? before.domain : future.facts.domains.get(name);
  if (domain === undefined) return;
  const checks = drops ? domain.checks.filter((one) => one.name !== own) : add && !isNotNull ? [...domain.checks, { name: own, definition }] : domain.checks;
  future.types.set(name, { kind: 'domain', domain: { ...domain, checks, notNull: domain.notNull || isNotNull } });
}
