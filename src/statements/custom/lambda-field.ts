import type { ResolverBody } from '../../config/types.js';
import { error, hasErrors } from '../../source/diagnostic.js';
import type { Diagnostic, SourceText, Staged } from '../../source/types.js';
import type { FieldStatement } from '../types.js';
import { fieldArguments } from './arguments.js';
import { buildStatement, type BuiltStatement } from './build-statement.js';
import type { CustomContext } from './context.js';
import { customField } from './field.js';
import type { ResolverInput } from './inputs.js';
import { saidType, type Result } from './said-type.js';
import { wholeStatement } from './server-diagnostic.js';
import { typeSql } from './type-sql.js';

type Input = ResolverInput<Extract<ResolverBody, { kind: 'lambda' }>>;

/** A field that the user's own code answers; `check` must return a row for the caller before it runs. */
export async function lambdaField(context: CustomContext, input: Input): Promise<Staged<FieldStatement | null>> {
  const { spec, body } = input;
  const check = body.check === null ? null : await typeCheck(context, input, body.check);
  const args = fieldArguments(context, input.arguments, check?.value == null ? [] : [check.value.parameters], new Set(), true);
  const result = await lambdaResult(context, input);
  const diagnostics: Diagnostic[] = [...(check?.diagnostics ?? []), ...args.diagnostics, ...result.diagnostics];
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const operation = spec.parent === 'Mutation' ? 'write' : 'read';
  const made = { operation, arguments: args.value, statement: null, steps: [], check: check?.value?.statement ?? null, result: result.value, lambda: true } as const;
  return { value: customField(context, input, made), diagnostics };
}

async function typeCheck(context: CustomContext, input: Input, source: SourceText): Promise<Staged<BuiltStatement | null>> {
  const { spec } = input;
  const typed = await typeSql(context, { source, arguments: input.arguments, around: { parent: null, steps: [] } });
  if (typed.value === null) return { value: null, diagnostics: typed.diagnostics };
  const analysed = typed.value;
  const columns = analysed.analysis.columns.map((column, index) => (column.name === '?column?' ? { ...column, name: `check${index + 1}` } : column));
  const named = { ...analysed, analysis: { ...analysed.analysis, columns } };
  const built = buildStatement(context, { name: `${spec.parent}.${spec.field}/check`, origin: 'check', typed: named, arguments: input.arguments, overrides: [], rows: null, paging: null });
  const span = wholeStatement(analysed.sql);
  const writes = analysed.analysis.readOnly ? [] : [error('PGC258', 'a check only reads', span, 'select what the caller must be able to see')];
  return { value: built.value, diagnostics: [...typed.diagnostics, ...writes, ...built.diagnostics] };
}

/** `returns`, as the user's code must give it. */
async function lambdaResult(context: CustomContext, { spec }: Input): Promise<Staged<Result>> {
  const { returns } = spec;
  if (returns === null) return { value: { kind: 'count' }, diagnostics: [error('PGC256', `nothing says what ${spec.parent}.${spec.field} returns`, spec.span, 'say it: returns: orders, returns: "[text!]!", or a type under types:')] };
  const { result, diagnostics } = await saidType(context, returns, null);
  const name = result.kind === 'relation' ? context.names.relations[result.relation]?.type : result.kind === 'spec' ? result.name : undefined;
  if (name === undefined || (!returns.list && !returns.required)) return { value: result, diagnostics };
  const named = { kind: 'named', name } as const;
  const value = returns.list ? ({ kind: 'list', element: named, elementNullable: !returns.elementRequired } as const) : named;
  return { value: { kind: 'value', value, nullable: !returns.required }, diagnostics };
}
