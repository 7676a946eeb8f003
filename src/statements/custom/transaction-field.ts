import type { ResolverBody, StepSpec } from '../../config/types.js';
import { error, hasErrors, info } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { FieldStatement, Statement } from '../types.js';
import { fieldArguments } from './arguments.js';
import { buildStatement, type BuiltStatement } from './build-statement.js';
import type { CustomContext } from './context.js';
import { customField } from './field.js';
import type { ResolverInput } from './inputs.js';
import type { TypedParameter } from './parameters.js';
import { resultType } from './result-type.js';
import { wholeStatement } from './server-diagnostic.js';
import { silentNoOp } from './silent-no-op.js';
import type { NamedStep } from './sources.js';
import { statementForm } from './statement-form.js';
import { typeSql, type TypedSql } from './type-sql.js';
import { writeMistake } from './write-mistake.js';

type Input = ResolverInput<Extract<ResolverBody, { kind: 'transaction' }>>;

interface TypedStep {
  readonly spec: StepSpec;
  readonly typed: TypedSql;
  readonly built: BuiltStatement;
}

/**
 * Several statements in order, all or nothing. Later steps may use the row of an earlier named one; the last step that
 * returns rows gives the result.
 */
export async function transactionField(context: CustomContext, input: Input): Promise<Staged<FieldStatement | null>> {
  const diagnostics: Diagnostic[] = [...nameClashes(input)];
  const steps: TypedStep[] = [];
  const named: NamedStep[] = [];
  for (const [index, spec] of input.body.steps.entries()) {
    const step = await typeStep(context, input, spec, index, named);
    diagnostics.push(...step.diagnostics);
    if (step.value === null) continue;
    steps.push(step.value);
    if (spec.name !== null) named.push({ name: spec.name, columns: step.value.built.columns, single: step.value.built.statement.rows === 'one' });
  }
  if (hasErrors(diagnostics) || steps.length === 0) return { value: null, diagnostics };
  const made = await toField(context, input, steps);
  return { value: hasErrors(made.diagnostics) ? null : made.value, diagnostics: [...diagnostics, ...made.diagnostics] };
}

async function typeStep(context: CustomContext, input: Input, spec: StepSpec, index: number, named: readonly NamedStep[]): Promise<Staged<TypedStep | null>> {
  const typed = await typeSql(context, { source: spec.sql, arguments: input.arguments, around: { parent: null, steps: named } });
  if (typed.value === null) return { value: null, diagnostics: typed.diagnostics };
  const last = index === input.body.steps.length - 1;
  const built = buildStatement(context, {
    name: `${input.spec.parent}.${input.spec.field}/${index}`, origin: 'step', typed: typed.value, arguments: input.arguments,
    overrides: last ? input.spec.columns : [], rows: spec.rows, paging: null,
  });
  const mistakes = silentNoOp(typed.value.sql, statementForm(context.grammar, typed.value.sql).node);
  const writes = input.spec.parent !== 'Mutation' && !typed.value.analysis.readOnly ? [writeMistake(context, input.spec, typed.value)] : [];
  const diagnostics = [...typed.diagnostics, ...mistakes, ...writes, ...built.diagnostics];
  return { value: built.value === null ? null : { spec, typed: typed.value, built: built.value }, diagnostics };
}

/** A step's row and an argument would both be `parameters.order`. */
function nameClashes({ body, arguments: args }: Input): readonly Diagnostic[] {
  return body.steps.filter(({ name }) => name !== null && args.has(name)).map(({ name, span }) =>
    error('PGC216', `an argument is called ${name ?? ''} too`, span, 'give the step another name'));
}

async function toField(context: CustomContext, input: Input, steps: readonly TypedStep[]): Promise<Staged<FieldStatement>> {
  const inferred = steps.flatMap(({ built }) => built.parameters).filter(({ key, type }) => type !== null && input.body.steps.some(({ name }) => name === key));
  const clash = input.body.steps.find(({ name }) => inferred.some(({ key }) => key === name));
  const main = steps.findLast(({ built }) => built.statement.rows !== 'none') ?? steps.at(-1);
  if (main === undefined) throw new Error('statements: a transaction without steps');
  const nothing = main.built.statement.rows === 'none';
  const result = await resultType(context, { spec: input.spec, columns: main.built.columns, nothing, span: wholeStatement(main.typed.sql) });
  const parts = new Set(steps.flatMap(({ typed }) => typed.sql.parts.map(({ name }) => name)));
  const parameters: readonly (readonly TypedParameter[])[] = steps.map(({ built }) => built.parameters);
  const args = fieldArguments(context, input.arguments, parameters, parts, false);
  const mainStatement: Statement = { ...main.built.statement, scalar: result.scalar };
  const statements = steps.map(({ built }) => (built === main.built ? mainStatement : built.statement));
  const operation = statements.some((one) => one.operation === 'write') ? 'write' : 'read';
  const field = customField(context, input, { operation, arguments: args.value, statement: mainStatement, steps: statements, check: null, result: result.result, lambda: false });
  const diagnostics: Diagnostic[] = [...result.diagnostics, ...args.diagnostics];
  if (clash !== undefined) diagnostics.push(error('PGC216', `an argument is called ${clash.name ?? ''} too`, clash.span, 'give the step another name'));
  if (operation === 'read' && input.spec.parent === 'Mutation') diagnostics.push(info('PGC251', `Mutation.${input.spec.field} only reads`, input.spec.span, `a Query can do that: Query.${input.spec.field}`));
  return { value: field, diagnostics };
}
