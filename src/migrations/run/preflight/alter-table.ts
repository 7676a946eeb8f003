import { child, strings, tagged, text } from '../../../catalog/ast.js';
import type { AstNode } from '../../../parse/types.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import { addColumn } from './add-column.js';
import type { Asking, Command } from './asking.js';
import { attachPartition } from './attach-partition.js';
import { changeTypes, replace } from './change-column-types.js';
import { inBrackets, splitList } from './command-texts.js';
import { change, findTable, mentions, named, tableName } from './find-table.js';
import { ofText } from './of-text.js';
import { layered, NotKnown, type Future } from './future.js';
import { everyValue, notNull, ofConstraint, type Target } from './questions.js';
import { below, forget, relatives } from './relatives.js';

/** As PostgreSQL takes them, whatever their order: what is dropped, types, columns, the rest. */
const passes: Readonly<Record<string, number>> = { AT_DropColumn: 0, AT_DropConstraint: 0, AT_AlterColumnType: 1, AT_SetExpression: 2, AT_AddColumn: 3 };

/** What it does to columns is done to those of the family, too. */
const reshaping = new Set(['AT_DropColumn', 'AT_AlterColumnType', 'AT_SetExpression', 'AT_AddColumn']);

export function alterTable(asking: Asking, ast: AstNode, sql: string): void {
  const { future, home } = asking;
  if (text(ast, 'objtype') !== 'OBJECT_TABLE') return;
  const name = tableName(future, child(ast, 'relation'), home);
  if (name === null) return;
  const texts = splitList(future.grammar, sql);
  const commands = tagged(ast, 'cmds', 'AlterTableCmd').map((node, at): Command => ({ node, sql: behindName(texts[at] ?? '', at, name) }));
  const pass = ({ node }: Command): number => passes[text(node, 'subtype') ?? ''] ?? 4;
  if (child(ast, 'relation')?.['inh'] !== true && below(future, name).length > 0) forget(future, [name], shares);
  const types = commands.filter((one) => pass(one) === 1);
  if (commands.some(({ node }) => reshaping.has(text(node, 'subtype') ?? ''))) forget(future, relatives(future, name), (one) => `an earlier step changes columns of ${one}`);
  for (const command of commands.filter((one) => pass(one) === 0)) ofCommand(asking, name, command);
  if (types.length > 0) changeTypes(asking, name, types);
  for (const command of commands.filter((one) => pass(one) > 1).sort((a, b) => pass(a) - pass(b))) ofCommand(asking, name, command);
}

/** Without `alter table only "a,b"` before the first: a table may be called `type`. */
function behindName(command: string, at: number, name: string): string {
  if (at > 0) return command;
  const plain = name.replace(/^shared\./u, '');
  const found = [...command.matchAll(/(?:"(?:[^"]|"")+"|[^\s".*]+)\s*\*?\s+(?=(?:add|alter|drop|validate|attach|detach|set|enable|disable|cluster|inherit|no|of|not|owner|replica|force|reset)\b)/giu)].find(({ 0: word }) => word.trim() === plain || word.trim().toLowerCase() === plain || word.trim() === quoteIdentifier(plain));
  return found === undefined ? command : command.slice(found.index + found[0].length);
}

function ofCommand(asking: Asking, name: string, command: Command): void {
  const { future } = asking;
  const column = text(command.node, 'name') ?? '';
  const target = (): Target => ({ future, table: findTable(future, named(name), 'tenant') });
  switch (text(command.node, 'subtype')) {
    case 'AT_SetNotNull':
      asking.ask(`${name}.${column} is to be not null`, () => [notNull(target(), column)]);
      return setNotNull(future, name, [column], true);
    case 'AT_DropNotNull': return setNotNull(future, name, [column], false);
    case 'AT_AddConstraint': return addConstraint(asking, name, command);
    case 'AT_ValidateConstraint': return validate(asking, name, column);
    case 'AT_AddColumn': return addColumn(asking, name, command);
    case 'AT_SetExpression': return setExpression(asking, name, column, command);
    case 'AT_AttachPartition': return attachPartition(asking, name, command);
    case 'AT_DropColumn': return dropColumn(future, name, column);
    case 'AT_DropConstraint': return dropConstraint(future, name, column);
    case 'AT_AddInherit': case 'AT_DropInherit': case 'AT_DetachPartition': {
      const other = child(command.node, 'def');
      return forget(future, [name, tableName(future, child(other, 'RangeVar') ?? child(child(other, 'PartitionCmd'), 'name'), asking.home) ?? '', ...relatives(future, name)], shares);
    }
    case 'AT_EnableRowSecurity': case 'AT_DisableRowSecurity': case 'AT_ForceRowSecurity': case 'AT_NoForceRowSecurity': return veil(future, name);
    default:
  }
}

function setNotNull(future: Future, name: string, columns: readonly string[], is: boolean): void {
  change(future, name, (fact) => ({ ...fact, columns: fact.columns.map((one) => (columns.includes(one.name) ? { ...one, notNull: is } : one)) }));
}

const shares = (name: string): string => `an earlier step changes which rows ${name} has`;

function veil({ tables }: Future, name: string): void {
  const table = tables.get(name);
  if (table !== undefined) tables.set(name, { ...table, veiled: true });
}

function dropColumn(future: Future, name: string, column: string): void {
  const table = future.tables.get(name);
  if (table === undefined) return;
  const columns = table.fact.columns.filter((one) => one.name !== column);
  future.tables.set(name, layered(future, table, { replaced: new Map(), columns }));
  // They go with it.
  change(future, name, (fact) => ({ ...fact, constraints: fact.constraints.filter(({ definition }) => !mentions(future, definition, column)), indexes: fact.indexes.filter((one) => !mentions(future, one, column)) }));
}

/** One whose name the server has chosen may be any of those that were added without one. */
function dropConstraint(future: Future, name: string, constraint: string): void {
  const table = future.tables.get(name);
  if (table === undefined) return;
  const { constraints, key } = table.fact;
  const known = constraints.some((one) => one.name === constraint);
  const [stay, go] = [constraints.filter((one) => one.name !== (known ? constraint : '')), constraints.filter((one) => one.name === (known ? constraint : ''))];
  const fact = { ...table.fact, constraints: stay, key: go.some(({ definition }) => /^primary\b/iu.test(definition)) ? [] : key };
  future.tables.set(name, { ...table, fact, stale: table.stale || !known });
}

function addConstraint(asking: Asking, name: string, { node, sql }: Command): void {
  const { future } = asking;
  const constraint = child(child(node, 'def'), 'Constraint');
  const own = text(constraint, 'conname');
  if (constraint === null) return;
  const kind = text(constraint, 'contype');
  const question = `${name} is to hold ${own ?? 'a constraint'}`;
  if (constraint['skip_validation'] === true) asking.added.set(`${name}.${own ?? ''}`, sql);
  else asking.ask(question, () => {
    if (constraint['is_no_inherit'] === true && below(future, name).length > 0) throw new NotKnown(`rows of ${name} alone cannot be told from those of its family`);
    return ofConstraint({ future, table: findTable(future, named(name), 'tenant') }, constraint, sql);
  });
  const definition = sql.replace(/^\s*add\s+(?:constraint\s+(?:"(?:[^"]|"")+"|\S+)\s+)?/iu, '');
  const refers = kind === 'CONSTR_FOREIGN' ? tableName(future, child(constraint, 'pktable'), 'tenant') : null;
  if (kind === 'CONSTR_PRIMARY' || kind === 'CONSTR_NOTNULL') setNotNull(future, name, strings(constraint, 'keys'), true);
  change(future, name, (fact) => ({
    ...fact, ...(kind === 'CONSTR_PRIMARY' && strings(constraint, 'keys').length > 0 && { key: strings(constraint, 'keys') }),
    constraints: [...fact.constraints, { name: own ?? '', definition, valid: constraint['skip_validation'] !== true, refers }],
  }));
}

/** As an earlier step has added it, or as it stands there. */
function validate(asking: Asking, name: string, constraint: string): void {
  const { future } = asking;
  asking.ask(`${name} is to hold ${constraint}`, () => {
    const table = findTable(future, named(name), 'tenant');
    const definition = asking.added.get(`${name}.${constraint}`) ?? table.fact.constraints.find((one) => one.name === constraint)?.definition;
    if (definition === undefined) throw new NotKnown(`${constraint} is not there yet`);
    return ofText({ future, table }, constraint, definition);
  });
  change(future, name, (fact) => ({ ...fact, constraints: fact.constraints.map((one) => (one.name === constraint ? { ...one, valid: true } : one)) }));
}

function setExpression(asking: Asking, name: string, column: string, { sql }: Command): void {
  const { future } = asking;
  const expression = inBrackets(future.grammar, sql.slice(sql.search(/\bas\b/iu)))?.text ?? 'null';
  const type = future.tables.get(name)?.fact.columns.find((one) => one.name === column)?.type ?? 'text';
  asking.ask(`${name}.${column} is to be computed anew`, () => [everyValue({ future, table: findTable(future, named(name), 'tenant') }, `${name}.${column} is to be computed anew`, `(${expression})`, type)]);
  replace(asking, name, new Map([[column, `(${expression})::${type}`]]), new Map());
}
