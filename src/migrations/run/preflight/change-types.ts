import { child, strings, tagged, text } from '../../../catalog/ast.js';
import type { AstNode } from '../../../parse/types.js';
import type { Asking } from './asking.js';
import { plainType, withValue } from './casts.js';
import { behind } from './command-texts.js';
import { findTable, named } from './find-table.js';
import { NotKnown, type Future, type FutureType } from './future.js';
import { columnOf, isNull, rowsWhere } from './questions.js';
import { domainOf } from './type-key.js';
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
  const key = plainType(future, child(ast, 'typeName'));
  const domain: DomainFact = {
    base: head, over: domainOf(future, key) === null ? null : key, notNull: constraints.some((one) => text(one, 'contype') === 'CONSTR_NOTNULL'),
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
  if (isNotNull) asking.ask(`${name} is to be not null`, () => eachColumn(future, name, `${name} is to be not null`, isNull));
  else if (add && constraint['skip_validation'] === true) asking.added.set(`domain ${name}.${own}`, definition);
  else if (add) asking.ask(`${name} is to hold ${own}`, () => ofCheck(future, name, own, definition));
  else if (text(ast, 'subtype') === 'V') {
    const added = asking.added.get(`domain ${name}.${own}`) ?? domainOf(future, name)?.checks.find((one) => one.name === own)?.definition;
    asking.ask(`${name} is to hold ${own}`, () => (added === undefined ? [] : ofCheck(future, name, own, added)));
  }
  if (text(ast, 'subtype') === 'N') future.types.set(name, withoutNotNull(future, name));
  else changed(future, name, { own, add, isNotNull, definition, drops: text(ast, 'subtype') === 'X' });
}

function ofCheck(future: Future, name: string, own: string, definition: string): readonly Question[] {
  return eachColumn(future, name, `${name} is to hold ${own}`, (column) => `(${withValue(future, definition, column)}) is false`);
}

/** @throws NotKnown for a domain that earlier steps make */
function eachColumn(future: Future, name: string, what: string, condition: (column: string) => string): readonly Question[] {
  const changed = future.types.get(name);
  if (changed?.kind === 'other') throw new NotKnown(`an earlier step makes or changes type ${name}`);
  const domains = [name, ...overIt(future, name)];
  return [...future.tables.values()].flatMap((table) => table.fact.columns.filter((column) => domains.includes(column.own ?? '')).map((column) => {
    const target = { future, table: findTable(future, named(table.name), 'tenant') };
    return rowsWhere(target, `${what}: ${table.name}.${column.name}`, condition(columnOf(target, column.name)));
  }));
}

/** Domains over a domain hold its rules, too. */
function overIt(future: Future, name: string): readonly string[] {
  const all = [...future.facts.domains.keys(), ...future.types.keys()].filter((key, at, keys) => keys.indexOf(key) === at);
  return all.filter((key) => domainOf(future, key)?.over === name).flatMap((key) => [key, ...overIt(future, key)]);
}

function withoutNotNull(future: Future, name: string): FutureType {
  const domain = domainOf(future, name);
  return domain === null ? { kind: 'other' } : { kind: 'domain', domain: { ...domain, notNull: false } };
}

interface DomainChange {
  readonly own: string;
  readonly add: boolean;
  readonly isNotNull: boolean;
  readonly drops: boolean;
  readonly definition: string;
}

function changed(future: Future, name: string, { own, add, isNotNull, drops, definition }: DomainChange): void {
  const domain = domainOf(future, name);
  if (domain === null) return;
  // Its name may be one that the server has chosen.
  if (drops && !domain.checks.some((one) => one.name === own)) return void future.types.set(name, { kind: 'other' });
  const checks = drops ? domain.checks.filter((one) => one.name !== own) : add && !isNotNull ? [...domain.checks, { name: own, definition }] : domain.checks;
  future.types.set(name, { kind: 'domain', domain: { ...domain, checks, notNull: domain.notNull || isNotNull } });
}
