import type { Oid, PgFunction } from '../../catalog/types.js';
import type { FunctionSpec } from '../../config/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic } from '../../source/types.js';
import { identifier, type ValueContext } from '../codec.js';
import { fieldStatement } from '../crud/field-statement.js';
import { estimateRowBytes } from '../crud/result-columns.js';
import { tableModel, type TableModel } from '../crud/table-model.js';
import { joinParents, parentColumn, parentLabel, parentLabelBeside, parentParameters, unnestParents } from '../relations/relation-statement.js';
import type { Argument, FieldStatement, Parameter, Piece, Statement } from '../types.js';
import { functionCall, type Call } from './function-call.js';
import { functionResult, type FunctionResult } from './function-result.js';

/** Where a function's field stands, and the table whose rows it belongs to, if any. */
interface Place {
  readonly parent: string;
  readonly field: string;
  readonly table: TableModel | null;
}

/** A field for one function, or what is wrong with it. */
export function functionField(context: ValueContext, fn: PgFunction, spec: FunctionSpec): FieldStatement | Diagnostic {
  const place = placeOf(context, fn, spec);
  if ('severity' in place) return place;
  const { table, field } = place;
  const call = functionCall(context, fn, table === null ? null : 't');
  const result = functionResult(context, fn, field);
  const limited = fn.returnsSet && fn.volatility !== 'volatile' && !call.arguments.some(({ name }) => name === 'limit');
  const { size, max } = context.settings.config.limits.list;
  const limit: Parameter = { name: 'limit', path: ['limit'], type: 'bigint', codec: { kind: 'int' }, nullable: false, default: size, max, part: null };
  const most: Argument = { name: 'limit', type: { kind: 'scalar', scalar: 'Int' }, nullable: true, default: size, max, description: null };
  const source = rowSource(call, result, limited);
  const columns = table === null ? result.columns : [parentColumn(), ...result.columns];
  const labels = result.columns.map(({ label }) => label);
  const keys = table === null ? [] : parentParameters({ from: table, fromColumns: table.key ?? [] });
  const statement: Pick<Statement, 'variants' | 'batch'> = {
    variants: [{ roles: null, sql: table === null ? source : batched(table, keys, source, result), labels: [...(table === null ? [] : [parentLabelBeside(labels)]), ...labels], parts: call.parts }],
    batch: table === null ? null : { keys: (table.key ?? []).map((key) => key.field) },
  };
  return fieldStatement(context, {
    parent: place.parent, field, origin: 'function',
    arguments: [...call.arguments, ...(limited ? [most] : [])],
    statement: {
      ...statement,
      operation: fn.volatility === 'volatile' ? 'write' : 'read',
      parameters: [...keys, ...call.parameters, ...(limited ? [limit] : [])],
      columns,
      rows: fn.returnsSet ? 'many' : result.where === null ? 'one' : 'optional',
      scalar: result.scalar,
      estimatedRowBytes: estimateRowBytes(columns),
      uses: [`${fn.schemaKind === 'template' ? '{tenant}' : fn.schema}.${fn.signature}`],
    },
    result: result.result, auth: spec.auth, allow: spec.allow, description: fn.comment, span: spec.span,
  });
}

/** `select q.id from {tenant}.recent_orders((:since::timestamptz)) as q limit (:limit::bigint)` */
function rowSource(call: Call, { items, alias, where }: FunctionResult, limited: boolean): readonly Piece[] {
  const tail = `${where === null ? '' : `\nwhere ${where}`}${limited ? '\nlimit (:limit::bigint)' : ''}`;
  return [`select ${items}\nfrom `, ...call.pieces, ` as ${alias}${tail}`];
}

/** The rows of each parent, in the function's own order. */
function batched(table: TableModel, keys: readonly Parameter[], source: readonly Piece[], { columns }: FunctionResult): readonly Piece[] {
  const [head, ...rest] = source;
  const labels = columns.map(({ label }) => `r.${identifier(label)}`).join(', ');
  const numbered = typeof head === 'string' ? head.replace(/\nfrom $/, ', row_number() over () as "~row"\nfrom ') : '';
  const from = `from ${unnestParents(keys)}\njoin ${table.from} as t on ${joinParents(table.key ?? [], { to: table })}`;
  return [`select parent."${parentLabel}", ${labels}\n${from}\ncross join lateral (\n${numbered}`, ...rest, `\n) as r\norder by parent."${parentLabel}", r."~row"`];
}

function rowTable(context: ValueContext, type: Oid | undefined): TableModel | null {
  const relation = context.catalog.relations.find(({ rowType }) => rowType === type);
  return relation === undefined || context.names.relations[relation.oid] === undefined ? null : tableModel(context, relation);
}

function refusal(fn: PgFunction, spec: FunctionSpec, why: string, hint: string): Diagnostic {
  return error('PGC290', `functions: ${fn.signature} cannot be ${spec.field ?? 'a field'}: ${why}`, spec.span, hint);
}

/** VOLATILE is a mutation; STABLE and IMMUTABLE a query, or a field of the type whose row is the first argument. */
function placeOf(context: ValueContext, fn: PgFunction, spec: FunctionSpec): Place | Diagnostic {
  const name = context.names.functions[fn.oid]?.field ?? fn.name;
  const first = fn.arguments.find(({ mode }) => mode === 'in' || mode === 'inout' || mode === 'variadic');
  const table = fn.volatility === 'volatile' || first?.mode !== 'in' ? null : rowTable(context, first.type);
  const usual = fn.volatility === 'volatile' ? 'Mutation' : (table?.names.type ?? 'Query');
  const [parent = usual, field = name] = spec.field?.split('.') ?? [];
  if (parent === 'Query' && fn.volatility === 'volatile') return refusal(fn, spec, 'it is VOLATILE, so it may write', 'make it a field of Mutation, or declare it STABLE');
  const onRow = table !== null && parent === table.names.type;
  if (!onRow && parent !== 'Query' && parent !== 'Mutation') return refusal(fn, spec, `its first argument is no row of type ${parent}`, `make it ${usual}.${field}`);
  if (onRow && table.key === null) return refusal(fn, spec, `${table.relation.name} has no key to find the row by`, `name its key columns: \`tables: { ${table.relation.name}: { key: [...] } }\``);
  return { parent, field, table: onRow ? table : null };
}
