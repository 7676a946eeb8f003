import type { ResolverBody } from '../../config/types.js';
import { hasErrors, info, warning } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { pageLimits } from '../page/page-limits.js';
import type { FieldStatement } from '../types.js';
import { fieldArguments } from './arguments.js';
import { buildStatement, type BuiltStatement } from './build-statement.js';
import type { CustomContext } from './context.js';
import { customField } from './field.js';
import type { ResolverInput } from './inputs.js';
import { resultType } from './result-type.js';
import { wholeStatement } from './server-diagnostic.js';
import { silentNoOp } from './silent-no-op.js';
import { statementForm } from './statement-form.js';
import { typeSql, type TypedSql } from './type-sql.js';
import { writeMistake } from './write-mistake.js';

type Input = ResolverInput<Extract<ResolverBody, { kind: 'sql' }>>;

/** A field with one statement behind it. */
export async function sqlField(context: CustomContext, input: Input): Promise<Staged<FieldStatement | null>> {
  const { spec, body } = input;
  const typed = await typeSql(context, { source: body.sql, arguments: input.arguments, around: { parent: input.parent, steps: [] } });
  const diagnostics: Diagnostic[] = [...typed.diagnostics];
  if (typed.value === null) return { value: null, diagnostics };
  diagnostics.push(...statementMistakes(context, input, typed.value));
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const page = pageLimits(context, spec);
  const built = buildStatement(context, {
    name: `${spec.parent}.${spec.field}`, origin: 'custom', typed: typed.value, arguments: input.arguments,
    overrides: spec.columns, rows: spec.rows, paging: { spec, page },
  });
  diagnostics.push(...built.diagnostics);
  if (built.value === null) return { value: null, diagnostics };
  const made = await toField(context, input, typed.value, built.value);
  return { value: hasErrors(made.diagnostics) ? null : made.value, diagnostics: [...diagnostics, ...made.diagnostics] };
}

async function toField(context: CustomContext, input: Input, typed: TypedSql, built: BuiltStatement): Promise<Staged<FieldStatement>> {
  const span = wholeStatement(typed.sql);
  const nothing = typed.analysis.rows === 'none';
  const result = await resultType(context, { spec: input.spec, columns: built.columns, nothing, span });
  const parts = new Set(typed.sql.parts.map(({ name }) => name));
  const args = fieldArguments(context, input.arguments, [built.parameters], parts, false);
  const statement = { ...built.statement, scalar: result.scalar };
  const field = customField(context, input, { operation: statement.operation, arguments: args.value, statement, steps: [], check: null, result: result.result, lambda: false });
  return { value: field, diagnostics: [...result.diagnostics, ...args.diagnostics] };
}

function statementMistakes(context: CustomContext, { spec }: Input, typed: TypedSql): readonly Diagnostic[] {
  const form = statementForm(context.grammar, typed.sql);
  const found: Diagnostic[] = [...silentNoOp(typed.sql, form.node)];
  const { analysis, sql } = typed;
  const span = wholeStatement(sql);
  if (spec.parent === 'Mutation') {
    if (analysis.readOnly) found.push(info('PGC251', `Mutation.${spec.field} only reads`, span, `a Query can do that: Query.${spec.field}`));
  } else if (!analysis.readOnly) found.push(writeMistake(context, spec, typed));
  const endless = analysis.command === 'select' && analysis.rows === 'many' && !analysis.hasLimit && spec.rows !== 'one' && pageLimits(context, spec) === null;
  if (endless && spec.page !== false) {
    found.push(warning('PGC244', 'nothing limits how many rows come back; the Data API fails above 1 MiB', span, spec.parent === 'Query' ? 'end it with limit 100, or give it pages: page: { size: 50 }' : 'end it with limit 100, or with limit :limit'));
  }
  return found;
}

